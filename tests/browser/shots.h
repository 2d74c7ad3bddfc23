// Pictures of pages, for whoever wants to look at them: into the folder that LIANXIAO_SHOTS names; without it
// none.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/browser.h"

namespace lianxiao::test {

inline void Shot(Browser& browser, const std::string& name) {
  const char* folder = std::getenv("LIANXIAO_SHOTS");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  browser.Screenshot(std::string(folder) + "/" + name + ".png");
}

// Of a page that nobody has to push sideways.
inline void ShotThatFits(Browser& browser, const std::string& name) {
  EXPECT_FALSE(browser.Run("return document.documentElement.scrollWidth > window.innerWidth + 1").get<bool>())
      << name << " is wider than the window";
  Shot(browser, name);
}

}  // namespace lianxiao::test
