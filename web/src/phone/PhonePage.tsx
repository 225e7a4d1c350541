export function PhonePage() {
  return <main>PhonePage</main>;
}
