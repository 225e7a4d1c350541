export default function StockPage() {
  return <main>StockPage</main>;
}
