#include "web/words/render.h"

#include <cstdio>
#include <cstdlib>
#include <kainjow/mustache.hpp>

#include "lianxiao_web_PageFiles.h"
#include "web/words/assets.h"

namespace lianxiao::web {
namespace {

namespace mustache = kainjow::mustache;

constexpr int kDeepestInclude = 8;  // A template that includes itself stops here and fails to load.

mustache::data ToMustache(const Fields& fields) {
  mustache::data object;
  for (const auto& [name, value] : fields.all()) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      object[name] = mustache::data(*text);
    } else if (const auto* yes = std::get_if<bool>(&value)) {
      object[name] = mustache::data(*yes);
    } else {
      mustache::data list(mustache::data::type::list);
      for (const auto& item : std::get<Fields::List>(value)) list.push_back(ToMustache(item));
      object[name] = std::move(list);
    }
  }
  return object;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Puts included templates, words and asset addresses into a template's text, so that what is parsed
// holds nothing but values.
class Loader {
 public:
  Loader(std::span<const EmbeddedFile> files, const Strings& strings) : files_(files), strings_(strings) {}

  Result<std::string> Expand(std::string_view text, int depth) const {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const auto open = text.find("{{", at);
      const auto close = open == std::string_view::npos ? open : text.find("}}", open);
      if (close == std::string_view::npos) {
        out.append(text.substr(at));
        break;
      }
      out.append(text.substr(at, open - at));
      LIANXIAO_ASSIGN(const std::string put, Tag(text.substr(open + 2, close - open - 2), depth));
      out.append(put);
      at = close + 2;
    }
    return out;
  }

  Result<std::string> File(std::string_view name, int depth) const {
    if (depth > kDeepestInclude)
      return Fail(ErrorCode::kInvalid, "template includes itself: " + std::string(name));
    const std::string path = "pages/" + std::string(name) + ".html";
    for (const auto& file : files_) {
      if (file.path == path) return Expand(file.bytes, depth);
    }
    return Fail(ErrorCode::kInvalid, "no template " + path);
  }

 private:
  Result<std::string> Tag(std::string_view tag, int depth) const {
    const auto name = Trim(tag);
    if (name.starts_with('{') || name.starts_with('&')) {
      return Fail(ErrorCode::kInvalid, "template with an unescaped value: " + std::string(name));
    }
    if (name.starts_with('>')) return File(Trim(name.substr(1)), depth + 1);
    if (name.starts_with("asset.")) return AssetAddress(name.substr(6));
    if (!name.starts_with("t.")) return "{{" + std::string(name) + "}}";
    const auto key = name.substr(2);
    if (!strings_.Has(key)) return Fail(ErrorCode::kInvalid, "no words for " + std::string(key));
    return mustache::html_escape(strings_.Get(key));
  }

  std::span<const EmbeddedFile> files_;
  const Strings& strings_;
};

Renderer LoadBuiltIn(Language language) {
  auto renderer = Renderer::Load(PageFiles(), Strings::BuiltIn(language));
  if (!renderer) {  // Built in and tested, so only a half-done change comes here; there is no page to say so.
    std::fprintf(stderr, "built-in pages: %s\n", renderer.error().message.c_str());
    std::abort();
  }
  return *std::move(renderer);
}

}  // namespace

// Rendering reads the parsed text and writes nothing as long as there are no lambdas and no partials,
// and there are none: hence `mutable`, and safe from any thread.
struct Renderer::Template {
  explicit Template(const std::string& text) : parsed(text) {}
  mutable mustache::mustache parsed;
};

Renderer::Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;
Renderer::~Renderer() = default;

Result<Renderer> Renderer::Load(std::span<const EmbeddedFile> files, const Strings& strings) {
  Renderer renderer;
  const Loader loader(files, strings);
  for (const auto& file : files) {
    constexpr std::string_view kBefore = "pages/", kAfter = ".html";
    if (!file.path.starts_with(kBefore) || !file.path.ends_with(kAfter)) continue;
    const std::string name(
        file.path.substr(kBefore.size(), file.path.size() - kBefore.size() - kAfter.size()));
    LIANXIAO_ASSIGN(const std::string text, loader.File(name, 0));
    auto made = std::make_unique<Template>(text);
    if (!made->parsed.is_valid()) {
      return Fail(ErrorCode::kInvalid, "template " + name + ": " + made->parsed.error_message());
    }
    renderer.templates_.emplace(name, std::move(made));
  }
  return renderer;
}

const Renderer& Renderer::BuiltIn(Language language) {
  static const Renderer chinese = LoadBuiltIn(Language::kChinese);
  static const Renderer traditional = LoadBuiltIn(Language::kTraditionalChinese);
  static const Renderer english = LoadBuiltIn(Language::kEnglish);
  switch (language) {
    case Language::kChinese: return chinese;
    case Language::kTraditionalChinese: return traditional;
    case Language::kEnglish: return english;
  }
  std::abort();
}

std::string Renderer::Render(std::string_view page, const Fields& fields) const {
  const auto found = templates_.find(page);
  if (found == templates_.end()) std::abort();
  return found->second->parsed.render(ToMustache(fields));
}

Fields& Fields::Put(std::string name, Value value) {
  for (auto& [known, old] : values_) {
    if (known != name) continue;
    old = std::move(value);
    return *this;
  }
  values_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Fields& Fields::Set(std::string name, std::string text) {
  // False, not left out: mustache would look for the name outside of the section.
  if (text.empty()) return Put(std::move(name), false);
  return Put(std::move(name), std::move(text));
}
Fields& Fields::Set(std::string name, bool yes) { return Put(std::move(name), yes); }
Fields& Fields::Set(std::string name, List list) { return Put(std::move(name), std::move(list)); }
Fields& Fields::Set(std::string name, Fields one) {
  List list;
  list.push_back(std::move(one));
  return Put(std::move(name), std::move(list));
}

}  // namespace lianxiao::web
