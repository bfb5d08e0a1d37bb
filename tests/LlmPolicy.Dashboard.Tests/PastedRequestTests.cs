using System.Text;
using LlmPolicy.Asking;

namespace LlmPolicy.Dashboard;

/// <summary>Requests as people have them at hand.</summary>
public sealed class PastedRequestTests
{
    [Theory]
    [InlineData("GET /a?b=c HTTP/1.1\r\nHost: h:81\r\nX-A: 1\r\n\r\n", "GET http h:81 /a?b=c | X-A=1 |")]
    [InlineData("POST /a HTTP/1.1\nHost: h\nContent-Type: application/json\n\n{\"a\":1}\n\nb", "POST http h /a | Content-Type=application/json | {\"a\":1}\n\nb")]
    [InlineData("PUT https://h/a\nX-A : 1", "PUT https h /a | X-A=1 |")]
    [InlineData("https://h", "GET https h / | |")]
    [InlineData("DELETE http://h/a HTTP/2\nHost: other", "DELETE http other /a | |")]
    [InlineData("  \n GET /é\nX-É: ü", "GET http localhost /Ã© | X-Ã\u0089=Ã¼ |")]
    [InlineData("curl h/a", "GET http h /a | |")]
    [InlineData("curl -i -X POST http://h/a -d '{\"a\": 1}' -H \"Authorization: Bearer x\"", "POST http h /a | Authorization=Bearer x Content-Type=application/x-www-form-urlencoded | {\"a\": 1}")]
    [InlineData("curl -sS -XPUT 'https://h/a b' -HX-A:1", "PUT https h /a b | X-A=1 |")]
    [InlineData("curl http://h/a \\\n  -H 'content-type: application/json' \\\n  --data-raw $'{\"a\":\\'\\u0041\\n\\'}' --compressed", "POST http h /a | content-type=application/json | {\"a\":'A\n'}")]
    [InlineData("curl http://h/a -G -d x=1 -d y=2", "GET http h /a?x=1&y=2 | |")]
    [InlineData("curl --json '{}' --url=http://h", "POST http h / | Content-Type=application/json | {}")]
    [InlineData("curl -u user:pass http://h -A agent -b c=1 -o file -m 5", "GET http h / | Authorization=Basic dXNlcjpwYXNz User-Agent=agent Cookie=c=1 |")]
    [InlineData("curl -I http://h \"a\\\"$ b\"", "HEAD http h / | |")]
    [InlineData("curl http://h -d '@file'", "- -d reads a file")]
    [InlineData("curl http://h -H \"Authorization: Bearer $TOKEN\"", "- Something in it ($NAME, $(...))")]
    [InlineData("curl http://h -H \"Authorization: Bearer $(cat token)\"", "- Something in it ($NAME, $(...))")]
    [InlineData("curl http://h -H 'Authorization", "- A quote is not closed.")]
    [InlineData("curl http://h --form a=b", "- The option --form of curl is not known here.")]
    [InlineData("curl http://h --eyJhbGciOi.x", "- An option has no value.")]
    [InlineData("curl http://h -X", "- The option -X has no value.")]
    [InlineData("curl -s", "- There is no URL in it")]
    [InlineData("curl ftp://h", "- There is no URL in it")]
    [InlineData("GET", "- The first line is none of a request")]
    [InlineData("", "- The first line is none of a request")]
    [InlineData("GET /a\nno header", "- Line 2 is no header")]
    public void It_is_read_as_it_would_be_sent(string pasted, string meant)
    {
        var read = PastedRequest.Read(pasted, "http", out string problem);

        if (read is null)
        {
            $"- {problem}".ShouldStartWith(meant);
            return;
        }

        var request = read.ToRequest(0);
        string headers = string.Concat(request.Headers.Select(header => $"{header.Name}={header.Value} "));
        $"{request.Method} {request.Scheme} {request.Authority} {request.Target} | {headers}| {Encoding.UTF8.GetString(read.Body.Span)}".TrimEnd(' ').ShouldBe(meant);
        problem.ShouldBeEmpty();
    }

    [Fact]
    public void A_path_without_a_url_goes_by_the_scheme_that_is_chosen()
    {
        PastedRequest.Read("GET /a", "https", out _)!.Url.Scheme.ShouldBe("https");
        PastedRequest.Read("GET http://h/a", "https", out _)!.Url.Scheme.ShouldBe("http");
    }
}
