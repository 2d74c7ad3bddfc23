// Fills the templates of pages/*.html (mustache) with values. Every value is escaped; there is no way
// around that, and a test keeps it so.
//
//   {{name}}  {{#name}}…{{/name}}  {{^name}}…{{/name}}   values, as in mustache
//   {{>card}}                                            another template, put in when loaded
//   {{t.home.newest}}                                    words of the string catalog, put in when loaded
//   {{asset.style.css}}                                  the address of a file of the program
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "storage/base/embedded.h"
#include "storage/base/result.h"
#include "web/words/strings.h"

namespace lianxiao::web {

// The values of one template or section. An empty text and an empty list count as no, so that
// {{#name}} shows only what there is. Plain value.
class Fields {
 public:
  using List = std::vector<Fields>;
  using Value = std::variant<std::string, bool, List>;

  Fields& Set(std::string name, std::string text);
  Fields& Set(std::string name, const char* text) { return Set(std::move(name), std::string(text)); }
  Fields& Set(std::string name, bool yes);
  Fields& Set(std::string name, List list);
  Fields& Set(std::string name, Fields one);  // A section that shows once.
  // Setting a name again replaces what it was.

  const std::vector<std::pair<std::string, Value>>& all() const { return values_; }

 private:
  Fields& Put(std::string name, Value value);
  std::vector<std::pair<std::string, Value>> values_;
};

// All templates in one language, made once. Safe from any thread.
class Renderer {
 public:
  // kInvalid: a template that does not parse, includes what is not there, or uses an unknown key.
  static Result<Renderer> Load(std::span<const EmbeddedFile> files, const Strings& strings);
  // The pages built into the program.
  static const Renderer& BuiltIn(Language language);

  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;
  ~Renderer();

  // `page` is "home" for pages/home.html. An unknown name is our own mistake and ends the program.
  std::string Render(std::string_view page, const Fields& fields) const;

 private:
  struct Template;
  Renderer();
  std::map<std::string, std::unique_ptr<Template>, std::less<>> templates_;
};

}  // namespace lianxiao::web
