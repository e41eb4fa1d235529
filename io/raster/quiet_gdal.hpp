#pragma once

#include <string>

#include <cpl_error.h>

namespace terrabalance {

/// While it lives, GDAL prints nothing on this thread; its complaints go into our messages.
/// Only for sources in io/.
class QuietGdal {
 public:
  QuietGdal() {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
  }
  ~QuietGdal() { CPLPopErrorHandler(); }
  QuietGdal(const QuietGdal&) = delete;
  QuietGdal& operator=(const QuietGdal&) = delete;

  /// Whether GDAL has reported a failure since.
  static bool failed() { return CPLGetLastErrorType() >= CE_Failure; }
  static std::string reason() {
    const std::string text = CPLGetLastErrorMsg();
    return text.empty() ? "no reason given" : text;
  }
};

}  // namespace terrabalance
