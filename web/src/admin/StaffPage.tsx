export default function StaffPage() {
  return <main>StaffPage</main>;
}
