// Office files in two versions, made on the spot from pictures of a lesson.
#pragma once

#include <string>

namespace lianxiao::bench {

// Adds to `folder`, which holds picture01.jpg … picture30.jpg and package-NAME/{old,new}: decks with one
// slide changed, one inserted, one picture replaced; a scanned PDF with one page changed; and each package
// zipped. Throws std::runtime_error.
void MakeOfficePairs(const std::string& folder);

}  // namespace lianxiao::bench
