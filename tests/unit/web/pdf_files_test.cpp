#include "web/classroom/pdf_files.h"

#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"

namespace lianxiao::web {
namespace {

TEST(PdfFiles, WithoutThePackagesEveryAddressIsA404) {
  Router router;
  AddPdfFiles(router, {.program = "/nowhere", .encodings = "/nowhere"});
  for (const std::string name : {"pdf.js", "pdf.worker.js", "cmap/UniGB-UCS2-H", "font/FoxitSans.pfb", ""}) {
    EXPECT_EQ(Ask(router, {.target = "/pdfjs/" + name}).status, 404) << name;
  }
}

// /proc/self is a folder every machine has; what lies in it is no part of pdf.js.
TEST(PdfFiles, OnlyTheListedNamesLeadToAFile) {
  const PdfFiles files({.program = "/proc/self", .encodings = "/proc/self"});
  for (const std::string name :
       {"../etc/passwd", "cmap/../../etc/passwd", "build/pdf.js", "environ", "pdf.js.map"}) {
    EXPECT_EQ(files.Send(name).status, 404) << name;
    EXPECT_FALSE(files.Has(name));
  }
}

}  // namespace
}  // namespace lianxiao::web
