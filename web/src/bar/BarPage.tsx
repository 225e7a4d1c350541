export default function BarPage() {
  return <main>BarPage</main>;
}
