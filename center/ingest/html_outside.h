// What a page of a package would fetch from elsewhere. In a school without a line those fetches fail, and
// the exercise with them. A plain function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::center {

// Addresses (http:, https:, "//host") in src and href of elements that load something when the page
// opens: script, link, img, iframe, audio, video, source, track, embed. Links to follow (a) are not asked
// for.
std::vector<std::string> OutsideAddresses(std::string_view html);

}  // namespace lianxiao::center
