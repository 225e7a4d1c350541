export default function AuditPage() {
  return <main>AuditPage</main>;
}
