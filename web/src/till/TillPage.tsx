export default function TillPage() {
  return <main>TillPage</main>;
}
