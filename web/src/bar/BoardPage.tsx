export function BoardPage() {
  return <main>BoardPage</main>;
}
