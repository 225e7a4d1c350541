export default function StreamPage() {
  return <main>StreamPage</main>;
}
