#include "experiments/newsgroups/shown.hpp"

#include <algorithm>

namespace neon::experiments::newsgroups {

bool is_of_the_paper(std::string_view message) {
  return std::find(messages_of_the_paper.begin(), messages_of_the_paper.end(), message) != messages_of_the_paper.end();
}

}  // namespace neon::experiments::newsgroups
