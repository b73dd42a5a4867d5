#pragma once

namespace neon {

/// Processor time of this thread [s]: what else runs on the machine does not count.
double thread_seconds();

/// Processor time of all threads of this process [s].
double process_seconds();

}  // namespace neon
