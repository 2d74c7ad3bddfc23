#include "storage/formats/parity_rows.h"

#include <algorithm>
#include <memory>
#include <span>

namespace lianxiao::formats {
namespace {

using Symbol = std::uint16_t;

constexpr std::uint32_t kField = 0x1'100B;
constexpr std::size_t kOrder = 65'535;  // Of the multiplicative group.
// As the logarithm of nought: beyond every sum of two others, where the table of powers has noughts.
constexpr std::uint32_t kLogOfZero = 2 * kOrder;

struct Tables {
  std::vector<std::uint32_t> log = std::vector<std::uint32_t>(kOrder + 1);
  std::vector<Symbol> power = std::vector<Symbol>(2 * kLogOfZero + 1);  // By sums of two logarithms.
  Tables() {
    std::uint32_t value = 1;
    for (std::uint32_t i = 0; i < kOrder; ++i) {
      power[i] = power[i + kOrder] = static_cast<Symbol>(value);
      log[value] = i;
      value <<= 1;
      if (value > kOrder) value ^= kField;
    }
    log[0] = kLogOfZero;
  }
};

const Tables& Field() {
  static const Tables tables;
  return tables;
}

std::uint32_t Log(std::uint32_t value) { return Field().log[value]; }

// Of the point of row i and that of block j, which all differ.
std::uint32_t RowPoint(std::int64_t row) {
  return static_cast<std::uint32_t>(kOrder) - static_cast<std::uint32_t>(row);
}
std::uint32_t BlockPoint(std::int64_t block) { return static_cast<std::uint32_t>(block); }

std::uint32_t LogOfInverse(std::uint32_t value) {
  return (static_cast<std::uint32_t>(kOrder) - Log(value)) % kOrder;
}

// to += from × the element of that logarithm
void AddTimes(std::span<Symbol> to, std::span<const std::uint32_t> logs_of_from, std::uint32_t log) {
  const auto* const power = Field().power.data() + log;
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<Symbol>(to[i] ^ power[logs_of_from[i]]);
}

std::vector<std::uint32_t> LogsOf(std::string_view bytes, std::size_t symbols) {
  std::vector<std::uint32_t> logs(symbols, kLogOfZero);
  for (std::size_t i = 0; i < symbols && 2 * i < bytes.size(); ++i) {
    const auto high = static_cast<unsigned char>(bytes[2 * i]);
    const auto low = 2 * i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[2 * i + 1]) : 0U;
    logs[i] = Log(static_cast<std::uint32_t>(high) << 8 | low);
  }
  return logs;
}

std::string BytesOf(std::span<const Symbol> symbols) {
  std::string bytes;
  bytes.reserve(2 * symbols.size());
  for (const auto symbol : symbols) {
    bytes += static_cast<char>(symbol >> 8);
    bytes += static_cast<char>(symbol & 0xFF);
  }
  return bytes;
}

// Logarithms of products over all others: of (point + each of `points` that differs from it).
std::uint32_t LogOfDifferences(std::uint32_t point, const std::vector<std::uint32_t>& points) {
  std::uint64_t log = 0;
  for (const auto other : points) {
    if (other != point) log += Log(point ^ other);
  }
  return static_cast<std::uint32_t>(log % kOrder);
}

}  // namespace

ParityRows::ParityRows(std::int64_t rows, std::int64_t block_bytes)
    : rows_(rows),
      symbols_(static_cast<std::size_t>(block_bytes) / 2),
      of_rows_(static_cast<std::size_t>(rows) * symbols_) {}

void ParityRows::Add(std::int64_t block, std::string_view bytes) {
  const auto logs = LogsOf(bytes, symbols_);
  const std::span<Symbol> all(of_rows_);
  for (std::int64_t row = 0; row < rows_; ++row) {
    AddTimes(all.subspan(static_cast<std::size_t>(row) * symbols_, symbols_), logs,
             LogOfInverse(RowPoint(row) ^ BlockPoint(block)));
  }
}

void ParityRows::AddRows(std::string_view rows) {
  for (std::size_t i = 0; i < of_rows_.size() && 2 * i + 1 < rows.size(); ++i) {
    const auto symbol =
        static_cast<unsigned char>(rows[2 * i]) << 8 | static_cast<unsigned char>(rows[2 * i + 1]);
    of_rows_[i] = static_cast<Symbol>(of_rows_[i] ^ symbol);
  }
}

std::string ParityRows::Bytes() const { return BytesOf(of_rows_); }

bool ParityRows::AllZero() const {
  return std::ranges::all_of(of_rows_, [](Symbol symbol) { return symbol == 0; });
}

// The inverse of a Cauchy matrix has a closed form; with x of the rows and y of the lost blocks its element
// for block j and row i is
//   product over k of (x_k + y_j)(x_i + y_k), divided by
//   (x_i + y_j) × product over the others of (x_i + x_k) × product over the others of (y_j + y_k).
std::string ParityRows::Solve(const std::vector<std::int64_t>& lost,
                              const std::function<bool()>& stopped) const {
  std::vector<std::uint32_t> x, y;
  for (std::int64_t row = 0; row < std::ssize(lost); ++row) x.push_back(RowPoint(row));
  for (const auto block : lost) y.push_back(BlockPoint(block));
  const auto of_point = [](std::uint32_t point, const auto& others, const auto& own) {
    return (LogOfDifferences(point, others) + kOrder - LogOfDifferences(point, own)) % kOrder;
  };
  std::vector<std::uint32_t> of_x, of_y;
  for (std::size_t i = 0; i < lost.size(); ++i) {
    if (stopped()) return {};
    of_x.push_back(static_cast<std::uint32_t>(of_point(x[i], y, x)));
    of_y.push_back(static_cast<std::uint32_t>(of_point(y[i], x, y)));
  }

  std::vector<Symbol> blocks(lost.size() * symbols_);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (stopped()) return {};
    std::vector<std::uint32_t> logs(symbols_);
    for (std::size_t k = 0; k < symbols_; ++k) logs[k] = Log(of_rows_[i * symbols_ + k]);
    for (std::size_t j = 0; j < y.size(); ++j) {
      const auto log = (std::uint64_t{of_x[i]} + of_y[j] + LogOfInverse(x[i] ^ y[j])) % kOrder;
      AddTimes(std::span(blocks).subspan(j * symbols_, symbols_), logs, static_cast<std::uint32_t>(log));
    }
  }
  return BytesOf(blocks);
}

}  // namespace lianxiao::formats
