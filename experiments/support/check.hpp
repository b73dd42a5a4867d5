#pragma once
#include <neon/core/error.hpp>
#include <neon/explain/self_check.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <string>

/// What programs say about explanations that they hold against the model (see SelfCheck).
namespace neon::experiments {

/// What was printed does not hold together, and --strict was asked for. Programs end with exit code 4.
struct CheckFailed : Error {
  using Error::Error;
};

/// What does not hold, in one sentence with counts, the worst gap and its point; empty if all holds.
std::string findings(const SelfCheck& check);

/// How the evidence relates to the relevances: "It is the sum of the features' relevance.", or how much of it the rules
/// leave elsewhere, or, in place of both, the findings.
std::string evidence_sentence(const SelfCheck& check);

/// Attributes of a group: `check_points`, `check_holds`, and of each gap the points `beyond` rounding and the `worst`.
void record_check(ResultWriter& writer, const std::string& group, const SelfCheck& check);

/// @throws CheckFailed with the findings, if there are any and `strict`
void require_check(const SelfCheck& check, bool strict);

/// The checks of an experiment that explains several models.
class CheckList {
 public:
  void add(const std::string& name, const SelfCheck& check);
  /// The same, and recorded: see record_check.
  void add(const std::string& name, const SelfCheck& check, const std::string& group, ResultWriter& writer);
  /// One line for each: "kernel: on 9292 points ...".
  std::string text() const { return text_; }
  /// @throws CheckFailed if one does not hold, and `strict`
  void require(bool strict) const;

 private:
  std::string text_, findings_;
};

}  // namespace neon::experiments
