// The live page's server without sockets: bytes, HTTP parser, guard, router, session.
#include <boost/asio/buffer.hpp>

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

/// Bytes that are all there, read as the server reads them: the head, the guard, the body. Its call
/// where it is let in and whole; `bytes` begin after it.
std::optional<serve::Call> next_call(std::string_view& bytes, const serve::ListenPolicy& policy) {
    serve::HttpParser parser;
    boost::system::error_code error;
    // A put takes the header first, and of a body as much as there is.
    const auto put = [&](const auto& done) {
        while (!error && !done() && !bytes.empty()) {
            const std::size_t taken =
                parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
            bytes.remove_prefix(taken);
            if (taken == 0) break;
        }
    };
    put([&] { return parser.is_header_done(); });
    if (error || !parser.is_header_done()) return std::nullopt;
    if (serve::guard(serve::head_of(parser), policy)) return std::nullopt;
    parser.eager(true);
    put([&] { return parser.is_done(); });
    if (error) (void)serve::reply_to(error);
    if (error || !parser.is_done()) return std::nullopt;
    return serve::call_of(parser);
}

void read_requests(std::string_view bytes) {
    serve::Jobs jobs(live_session(), 0);  // runs wait: what is asked for is judged, not simulated
    const serve::Api api(live_session(), jobs);
    const serve::ListenPolicy policy{"127.0.0.1", 8080, ""};
    for (int k = 0; k < 8 && !bytes.empty(); ++k) {
        const auto call = next_call(bytes, policy);
        if (!call) break;
        (void)api.handle(*call);
    }
}

}  // namespace

std::vector<FuzzTarget> serve_targets() {
    return {{"http", read_requests}};
}

}  // namespace orrery::fuzz
