#include "storage/formats/canonical_json.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

Status AppendString(const std::string& text, std::string& out) {
  if (!IsUtf8(text)) return Fail(ErrorCode::kInvalid, "text that is not UTF-8");
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
  return {};
}

Status Append(const json& value, int depth, std::string& out);

Status AppendObject(const json& object, int depth, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& [key, member] : object.items()) {  // A std::map: in the order of UTF-8 = of code points.
    if (!std::exchange(first, false)) out += ',';
    LIANXIAO_TRY(AppendString(key, out));
    out += ':';
    LIANXIAO_TRY(Append(member, depth + 1, out));
  }
  out += '}';
  return {};
}

Status AppendArray(const json& array, int depth, std::string& out) {
  out += '[';
  bool first = true;
  for (const auto& element : array) {
    if (!std::exchange(first, false)) out += ',';
    LIANXIAO_TRY(Append(element, depth + 1, out));
  }
  out += ']';
  return {};
}

Status Append(const json& value, int depth, std::string& out) {
  if (depth > kMaxJsonDepth) return Fail(ErrorCode::kInvalid, "JSON nested too deeply");
  switch (value.type()) {
    case json::value_t::null: out += "null"; return {};
    case json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; return {};
    case json::value_t::number_integer: out += std::to_string(value.get<std::int64_t>()); return {};
    case json::value_t::number_unsigned: out += std::to_string(value.get<std::uint64_t>()); return {};
    case json::value_t::string: return AppendString(value.get_ref<const std::string&>(), out);
    case json::value_t::array: return AppendArray(value, depth, out);
    case json::value_t::object: return AppendObject(value, depth, out);
    case json::value_t::number_float:
    case json::value_t::binary:
    case json::value_t::discarded: break;
  }
  return Fail(ErrorCode::kInvalid, "a number that is no integer has no canonical form");
}

// Builds the value while the parser reads, and stops it at the first thing we do not take.
class Builder final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t value, const string_t&) override { return Add(value); }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t&) override { return Stop("binary data"); }
  bool start_object(std::size_t) override { return Open(json::object()); }
  bool start_array(std::size_t) override { return Open(json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    auto& object = *open_.back();
    if (object.contains(name)) return Stop("the key \"" + Presentable(name, 64) + "\" twice in one object");
    next_ = &object[name];
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    return Stop("not JSON at byte " + std::to_string(position));
  }

  json root;
  std::string problem;

 private:
  bool Stop(std::string why) {
    problem = std::move(why);
    return false;
  }

  json* Place(json value) {
    if (++values_ > kMaxJsonValues) return nullptr;
    if (open_.empty()) return &(root = std::move(value));
    if (open_.back()->is_array()) return &open_.back()->emplace_back(std::move(value));
    return &(*next_ = std::move(value));
  }

  bool Add(json value) { return Place(std::move(value)) != nullptr || Stop("too many values"); }

  bool Open(json container) {
    // The innermost values are one deeper than the container they are in.
    if (open_.size() >= kMaxJsonDepth) return Stop("nested too deeply");
    auto* placed = Place(std::move(container));
    if (placed == nullptr) return Stop("too many values");
    open_.push_back(placed);
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  // Containers being read, outermost first. They do not move: only the innermost one grows.
  std::vector<json*> open_;
  json* next_ = nullptr;  // Where the value of the key just read goes.
  int values_ = 0;
};

}  // namespace

Result<std::string> Canonical(const nlohmann::json& value) {
  std::string out;
  LIANXIAO_TRY(Append(value, 0, out));
  return out;
}

std::string Compact(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<nlohmann::json> ParseJson(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return Fail(ErrorCode::kInvalid, "begins with a byte order mark");
  // The parser takes a zero byte for the end and would never see what is behind it.
  if (text.find('\0') != std::string_view::npos) return Fail(ErrorCode::kInvalid, "has a zero byte in it");
  Builder builder;
  if (!json::sax_parse(text.begin(), text.end(), &builder)) return Fail(ErrorCode::kInvalid, builder.problem);
  return std::move(builder.root);
}

}  // namespace lianxiao::formats
