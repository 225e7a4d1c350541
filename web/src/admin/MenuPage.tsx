export default function MenuPage() {
  return <main>MenuPage</main>;
}
