#include "web/people/form.h"

#include "web/http/url.h"

namespace lianxiao::web {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

}  // namespace

Result<Form> Form::Read(const Request& request) {
  Form form;
  if (request.body.empty()) return form;
  const auto type = request.Header("content-type");
  if (type.substr(0, type.find(';')) != kFormType) {
    return Fail(ErrorCode::kInvalid, "form.broken: send " + std::string(kFormType));
  }
  // Fields are written as in an address, so the address's reader takes them apart.
  auto target = ParseTarget("/?" + request.body);
  if (!target) return Fail(ErrorCode::kInvalid, "form.broken: " + target.error().message);
  form.fields_ = std::move(target->query);
  return form;
}

std::string_view Form::Get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name) return value;
  }
  return {};
}

std::string Form::Text(std::string_view name) const {
  auto text = Get(name);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> Form::All(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : fields_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

SecretBytes Form::Secret(std::string_view name) const { return SecretBytes(std::string(Get(name))); }

std::string WithPlainBreaks(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '\r') plain += c;
  }
  return plain;
}

}  // namespace lianxiao::web
