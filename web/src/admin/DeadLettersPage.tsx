export default function DeadLettersPage() {
  return <main>DeadLettersPage</main>;
}
