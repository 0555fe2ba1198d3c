// The man page of probe, and the completion of its options and schemes for bash.
#include <string_view>

#include "manual/completion.h"
#include "manual/page.h"
#include "probe/options.h"
#include "probe/protocols.h"

namespace {

namespace manual = base::manual;
using manual::Page;

constexpr std::string_view description =
    R"(.PP
\fB\-\-timeout\fR limits the total time: name resolution, every address, redirects and the answer.
With \fB\-\-wait\fR it limits each try, and \fB\-\-wait\fR limits all of them together.
The time of sleep: is not counted.
TERM, INT or QUIT during a check ends
.B probe
with exit code 1.
.PP
It prints one line for each target, on stdout or, with PROGRAM, on stderr.
)";

constexpr std::string_view tail =
    R"(.SH EXAMPLES
The health check of an image without a shell:
.PP
.EX
HEALTHCHECK CMD ["/probe", "http://127.0.0.1:${PORT:\-8080}/healthz"]
.EE
.PP
Its entrypoint, which waits for a database and becomes the server:
.PP
.EX
ENTRYPOINT ["/init", "\-\-", "/probe", "\-\-wait=60s", "postgres://db", "\-\-", "/server"]
.EE
.PP
A worker that listens on no port touches a file at least twice a minute:
.PP
.EX
probe \-\-max\-age=30s file:/run/heartbeat
.EE
.PP
A server on a Unix-domain socket, whose body must contain a text:
.PP
.EX
probe \-\-unix\-socket=/run/app.sock \-\-expect=ready http://localhost/
.EE
.SH SEE ALSO
.BR aupair\-init (1),
.BR curl (1),
.BR pg_isready (1)
)";

constexpr void show_targets(Page& page) {
  manual::start_section(page, "TARGETS");
  manual::show(page, probe::targets_title.substr(1));
  for (const probe::ProtocolRow& row : probe::protocol_rows) {
    if (row.form == nullptr) continue;
    page.append(".TP\n");
    manual::show_in(page, 'B', row.form);
    page.append("\n");
    manual::show(page, row.help);
    page.append("\n");
  }
}

constexpr void write_page(Page& page) {
  manual::start_page(page, "a health check for containers without a shell", probe::usage);
  page.append(description);
  manual::show_options<probe::rows>(page);
  show_targets(page);
  manual::show_notes(page, probe::notes, probe::environment_prefix);
  page.append(tail);
}

constexpr void write_completion(Page& page) {
  base::TextOf<1024> schemes;
  for (const probe::ProtocolRow& row : probe::protocol_rows) {
    if (row.form == nullptr) continue;
    std::string_view form =
        row.form;  // "http://HOST[:PORT][/PATH]" or "file:PATH": up to what is to be replaced
    schemes.append(manual::take_until(form, ":")).append(form.starts_with("//") ? ":// " : ": ");
  }
  manual::write_completion<probe::rows>(page, "probe", schemes.view());
}

[[gnu::used, gnu::section(".man")]] constexpr auto page = manual::text_of<write_page>;
[[gnu::used, gnu::section(".completion")]] constexpr auto completion = manual::text_of<write_completion>;

}  // namespace
