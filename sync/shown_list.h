// A list that is made now and then and looked at by many: copies of it share what is in it, so that a page
// which asks for a picture of the engine does not copy a hundred thousand lessons. Who changes it puts
// another in its place. Copies may be read from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace lianxiao::sync {

template <typename T>
class ShownList {
 public:
  ShownList() = default;
  // Not explicit: it is what such a vector becomes when it is shown.
  ShownList(std::vector<T> items)  // NOLINT(google-explicit-constructor)
      : items_(std::make_shared<const std::vector<T>>(std::move(items))) {}

  auto begin() const { return Items().begin(); }
  auto end() const { return Items().end(); }
  std::size_t size() const { return Items().size(); }
  bool empty() const { return Items().empty(); }
  const T& operator[](std::size_t at) const { return Items()[at]; }

 private:
  const std::vector<T>& Items() const {
    static const std::vector<T> none;
    return items_ ? *items_ : none;
  }
  std::shared_ptr<const std::vector<T>> items_;
};

}  // namespace lianxiao::sync
