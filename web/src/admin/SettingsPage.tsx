export default function SettingsPage() {
  return <main>SettingsPage</main>;
}
