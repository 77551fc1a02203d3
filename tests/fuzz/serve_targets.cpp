// The live page's server without sockets: bytes, HTTP parser, guard, router, session.
#include <algorithm>

#include "sim/scenario/reader/reader.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/catalog.hpp"
#include "tests/support/source_dir.hpp"
#include "tools/orrery/serve/api.hpp"
#include "tools/orrery/serve/http_request.hpp"

namespace orrery::fuzz {
namespace {

const serve::Session& live_session() {
    static const serve::Session session = [] {
        const std::string root = source_dir();
        Diagnostics diagnostics;
        serve::SessionBase base;
        base.file = root + "/scenarios/examples/quickstart.yaml";
        base.document = *merged_document(
            {base.file, {}, {"horizon=1 h", "jobs=[]", "assert=[]", "what_if=[]"}}, diagnostics);
        base.catalog = test::project_catalog();
        const auto scenario = read_scenario_node(base.document, base.file, diagnostics);
        return serve::Session(std::move(base), *scenario, diagnostics);
    }();
    return session;
}

void read_requests(std::string_view bytes) {
    serve::Jobs jobs(live_session(), 0);  // runs wait: what is asked for is judged, not simulated
    const serve::Api api(live_session(), jobs);
    const serve::ListenPolicy policy{"127.0.0.1", 8080, ""};
    for (int k = 0; k < 8 && !bytes.empty(); ++k) {
        const serve::ParsedRequest request = serve::parse_request(bytes, policy);
        bytes.remove_prefix(request.used);
        if (!request.call) break;
        (void)api.handle(*request.call);
    }
}

}  // namespace

std::vector<FuzzTarget> serve_targets() {
    return {{"http", read_requests}};
}

}  // namespace orrery::fuzz
