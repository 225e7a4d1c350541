#include "base/metrics.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/assert.hpp"

namespace shop {
namespace {

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
}

/// `route="/orders",status="201"`, without braces.
std::string label_text(const MetricLabels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out += ',';
    out += name;
    out += "=\"";
    append_escaped(out, value, true);
    out += '"';
  }
  return out;
}

void append_number(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "NaN";
  } else if (std::isinf(number)) {
    out += number > 0 ? "+Inf" : "-Inf";
  } else {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    out.append(text, end);
  }
}

/// One sample line; `extra` is a further label such as le="0.5".
void append_sample(std::string& out, std::string_view name, std::string_view suffix,
                   std::string_view labels, std::string_view extra, double value) {
  out += name;
  out += suffix;
  if (!labels.empty() || !extra.empty()) {
    out += '{';
    out += labels;
    if (!labels.empty() && !extra.empty()) out += ',';
    out += extra;
    out += '}';
  }
  out += ' ';
  append_number(out, value);
  out += '\n';
}

void append_histogram(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram) {
  std::int64_t cumulated = 0;
  const auto& bounds = histogram.bounds_us();
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    cumulated += histogram.bucket(i);
    std::string le = "le=\"";
    append_number(le, i < bounds.size() ? static_cast<double>(bounds[i]) / 1e6 : INFINITY);
    le += '"';
    append_sample(out, name, "_bucket", labels, le, static_cast<double>(cumulated));
  }
  append_sample(out, name, "_sum", labels, "", static_cast<double>(histogram.sum_us()) / 1e6);
  append_sample(out, name, "_count", labels, "", static_cast<double>(cumulated));
}

constexpr std::string_view kind_name(MetricsRegistry::Kind kind) {
  switch (kind) {
    case MetricsRegistry::Kind::kCounter: return "counter";
    case MetricsRegistry::Kind::kGauge: return "gauge";
    case MetricsRegistry::Kind::kHistogram: return "histogram";
  }
  return "untyped";
}

}  // namespace

Histogram::Histogram(std::span<const std::int64_t> bounds_us)
    : bounds_us_(bounds_us.begin(), bounds_us.end()), buckets_(bounds_us.size() + 1) {
  SHOP_ASSERT(std::is_sorted(bounds_us_.begin(), bounds_us_.end()));
}

void Histogram::observe_us(std::int64_t us) {
  const auto place = std::lower_bound(bounds_us_.begin(), bounds_us_.end(), us);
  const auto index = static_cast<std::size_t>(place - bounds_us_.begin());
  buckets_[index].fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(us, std::memory_order_relaxed);
}

MetricsRegistry::Family& MetricsRegistry::family(std::string_view name, std::string_view help,
                                                 Kind kind) {
  const auto found = families_.find(name);
  if (found != families_.end()) {
    SHOP_ASSERT(found->second.kind == kind);
    return found->second;
  }
  Family& made = families_[std::string(name)];
  made.help = help;
  made.kind = kind;
  return made;
}

Counter& MetricsRegistry::counter(std::string_view name, std::string_view help,
                                  const MetricLabels& labels) {
  const std::lock_guard lock(mutex_);
  return family(name, help, Kind::kCounter).counters[label_text(labels)];
}

Gauge& MetricsRegistry::gauge(std::string_view name, std::string_view help,
                              const MetricLabels& labels) {
  const std::lock_guard lock(mutex_);
  return family(name, help, Kind::kGauge).gauges[label_text(labels)];
}

Histogram& MetricsRegistry::histogram(std::string_view name, std::string_view help,
                                      const MetricLabels& labels,
                                      std::span<const std::int64_t> bounds_us) {
  const std::lock_guard lock(mutex_);
  auto& histograms = family(name, help, Kind::kHistogram).histograms;
  return histograms.try_emplace(label_text(labels), bounds_us).first->second;
}

void MetricsRegistry::callback(std::string_view name, std::string_view help, Kind kind,
                               std::function<double()> read, const MetricLabels& labels) {
  const std::lock_guard lock(mutex_);
  auto shared = std::make_shared<const std::function<double()>>(std::move(read));
  family(name, help, kind).callbacks[label_text(labels)] = {std::move(shared), 0};
}

void MetricsRegistry::write_family(std::string& out, const std::string& name,
                                   const Family& family) {
  out += "# HELP ";
  out += name;
  out += ' ';
  append_escaped(out, family.help, false);
  out += "\n# TYPE ";
  out += name;
  out += ' ';
  out += kind_name(family.kind);
  out += '\n';
  for (const auto& [labels, counter] : family.counters) {
    append_sample(out, name, "", labels, "", static_cast<double>(counter.value()));
  }
  for (const auto& [labels, gauge] : family.gauges) {
    append_sample(out, name, "", labels, "", static_cast<double>(gauge.value()));
  }
  for (const auto& [labels, histogram] : family.histograms) {
    append_histogram(out, name, labels, histogram);
  }
  for (const auto& [labels, callback] : family.callbacks) {
    append_sample(out, name, "", labels, "", callback.value);
  }
}

void MetricsRegistry::ask_callbacks() {
  std::vector<std::pair<Callback*, std::shared_ptr<const std::function<double()>>>> asked;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [name, members] : families_) {
      for (auto& [labels, callback] : members.callbacks) {
        asked.emplace_back(&callback, callback.read);  // Map nodes do not move.
      }
    }
  }
  // Without the lock: a callback may read a database, and counters must not wait for that.
  std::vector<double> values;
  values.reserve(asked.size());
  for (const auto& [callback, read] : asked) values.push_back((*read)());
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < asked.size(); ++i) asked[i].first->value = values[i];
}

std::string MetricsRegistry::text() {
  ask_callbacks();
  std::string out;
  out.reserve(16UL * 1024);
  const std::lock_guard lock(mutex_);
  for (const auto& [name, members] : families_) write_family(out, name, members);
  return out;
}

}  // namespace shop
