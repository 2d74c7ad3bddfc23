#include "web/words/render.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "web/words/assets.h"

namespace lianxiao::web {
namespace {

Strings Words() { return *Strings::Parse("[greet]\nhello = \"Hello & welcome\"\n"); }

Result<std::string> RenderOne(std::string_view text, const Fields& fields) {
  const EmbeddedFile files[] = {{"pages/one.html", text}, {"pages/part.html", "[{{name}}]"}};
  LIANXIAO_ASSIGN(const auto renderer, Renderer::Load(files, Words()));
  return renderer.Render("one", fields);
}

TEST(Renderer, EscapesEveryValue) {
  const auto page = RenderOne("<p title=\"{{name}}\">{{name}}</p>", Fields().Set("name", "<b a='1'>\"&\""));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(*page,
            "<p title=\"&lt;b a=&apos;1&apos;&gt;&quot;&amp;&quot;\">&lt;b "
            "a=&apos;1&apos;&gt;&quot;&amp;&quot;</p>");
}

TEST(Renderer, RefusesTemplatesThatDoNotEscape) {
  EXPECT_FALSE(RenderOne("{{{name}}}", {}));
  EXPECT_FALSE(RenderOne("{{& name}}", {}));
}

TEST(Renderer, PutsWordsAndPartsIn) {
  const auto page = RenderOne("{{t.greet.hello}} {{>part}}", Fields().Set("name", "李老师"));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(*page, "Hello &amp; welcome [李老师]");
}

TEST(Renderer, AnUnknownKeyPartOrFileFailsToLoad) {
  EXPECT_FALSE(RenderOne("{{t.greet.nobody}}", {}));
  EXPECT_FALSE(RenderOne("{{>nobody}}", {}));
  EXPECT_FALSE(RenderOne("{{asset.nobody.css}}", {}));
  EXPECT_FALSE(RenderOne("{{#a}}", {}));
  EXPECT_FALSE(RenderOne("{{>one}}", {})) << "includes itself";
}

TEST(Renderer, AnEmptyValueInsideASectionDoesNotShowTheOneOutside) {
  const auto page =
      RenderOne("{{#items}}<{{name}}>{{/items}}",
                Fields().Set("name", "outside").Set("items", Fields::List{Fields().Set("name", "")}));
  ASSERT_TRUE(page);
  EXPECT_EQ(*page, "<>");
}

TEST(Renderer, AnEmptyListAndAnEmptyTextShowNothing) {
  const auto page = RenderOne("{{#a}}x{{/a}}{{#b}}y{{/b}}{{^a}}none{{/a}}",
                              Fields().Set("a", Fields::List{}).Set("b", std::string()));
  ASSERT_TRUE(page);
  EXPECT_EQ(*page, "none");
}

TEST(Renderer, AValueSetAgainReplacesTheFirst) {
  const auto page = RenderOne("{{name}}", Fields().Set("name", "a").Set("name", "b"));
  ASSERT_TRUE(page);
  EXPECT_EQ(*page, "b");
}

TEST(Renderer, RendersFromManyThreadsAtOnce) {
  const EmbeddedFile files[] = {{"pages/one.html", "{{#items}}{{name}},{{/items}}"}};
  const auto renderer = Renderer::Load(files, Words());
  ASSERT_TRUE(renderer);
  const auto fields =
      Fields().Set("items", Fields::List{Fields().Set("name", "一"), Fields().Set("name", "二")});
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (auto& count : wrong) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) count += renderer->Render("one", fields) == "一,二," ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

// Loading fails on an unknown key, so this holds every key of every template in both languages.
TEST(Renderer, TheBuiltInPagesLoadInBothLanguages) {
  EXPECT_FALSE(Renderer::BuiltIn(Language::kChinese).Render("error", {}).empty());
  EXPECT_FALSE(Renderer::BuiltIn(Language::kEnglish).Render("error", {}).empty());
}

}  // namespace
}  // namespace lianxiao::web
