using System.Text;
using System.Text.Json;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>An upstream that shows what it was sent: in a refusal the provider's key never comes to the caller.</summary>
public sealed class SecretsComeBackTests
{
    private static readonly string[] Forms = ["bare", "with its scheme", "as PHP writes JSON", "as .NET writes JSON", "as URLs write it"];

    public static TheoryData<string, string> Echoes => new MatrixTheoryData<string, string>(["identity", "gzip", "deflate", "br"], ["plain", "watched"]);

    /// <summary>By every status of a refusal, in status line, header, body and wherever the pieces end.</summary>
    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_refusal_shows_no_key(string coding, string host)
    {
        int number = 0;
        await using HostileServer upstream = new(request => EchoAsync(request, coding, number));
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        int cases = Rounds.Of(100);
        for (; number < cases; number++)
        {
            Answer answer = await gateway.AskAsync(Policies.Request(number % 2 == 0 ? "GET" : "DELETE", number % 2 == 0 ? "/v1/models" : "/v1/files/1", host));

            answer.Status.ShouldBe(StatusOf(number), $"case {number}: {answer.Text}");
            Shows(answer.Text).ShouldBeFalse($"case {number}: {answer.Text}");
        }

        upstream.Arrivals.ShouldBe(cases);
        gateway.Logs.Leaks.ShouldBeEmpty();
    }

    /// <summary>What a body is packed in, one in the other, whatever it says.</summary>
    private static readonly string[][] Inside = [[], ["gzip"], ["br"], ["gzip", "gzip"]];

    /// <summary>A coding that is not read here, more than one, what names none.</summary>
    private static readonly string[] Unread =
    [
        "zstd", "ZSTD", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aws-chunked", "utf-8", "x", "*", "none", "gzip2", "x-br", "gzip, gzip", "gzip, br", "gzip,br", "br , gzip", "deflate, gzip, br", "zstd, gzip", "gzip, zstd",
        "identity, zstd", "zstd, identity", "gzip, identity, br", "gzip\r\nContent-Encoding: gzip", "zstd\r\nContent-Encoding: identity", "gzip;q=1", "\"gzip\"", "gzip br", "gzip\tbr", "gzip@", ";gzip", "gzip;", "(gzip)", "g\u00e4zip",
    ];

    public static TheoryData<string> Ways => [.. OutgoingCalls.Both];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_refusal_that_can_not_be_read_goes_on_without_its_body(string way)
    {
        string named = "";
        string[] packed = [];
        await using HostileServer upstream = new(request =>
        {
            string text = $"{new string('x', 50)} {request["authorization"]} you sent";
            byte[] body = packed.Aggregate(Encoding.Latin1.GetBytes(text), (bytes, coding) => Packed.In(coding, bytes));
            return request.SendAsync([.. Encoding.Latin1.GetBytes($"HTTP/1.1 401 No\r\nContent-Encoding: {named}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream, OutgoingCalls.Manifests, OutgoingCalls.AddTo);
        List<string> shown = [];
        foreach (string coding in Unread)
        {
            foreach (string[] codings in Inside)
            {
                (named, packed) = (coding, codings);
                Answer answer = await gateway.AskAsync($"GET /v1/models HTTP/1.1\nHost: {way}.test");

                answer.Status.ShouldBe(401, $"{coding}: {answer.Text}");
                shown.AddRange(Shows(answer.Text) || Unchunked($"\r\n{answer.Body}").Trim() is not ("" or "0") ? [$"{coding}, {string.Join(", ", packed)}: {answer.Text}"] : []);
            }
        }

        shown.ShouldBeEmpty();
        gateway.Logs.Leaks.ShouldBeEmpty();
    }

    /// <summary>Under another name, among other words, in part.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_refusal_shows_no_key_where_the_policys_own_headers_repeat_it(string way)
    {
        string[] repeated = ["%RESP(x-sent)%", "told: %RESP(x-sent)%!", "%RESP(www-authenticate)%", "%RESP(x-sent):20%", "%RESP(x-absent?x-sent)%", "%RESP(x-sent)%%RESP(x-sent)%"];
        string added = string.Join(", ", repeated.Select((value, i) => $"{{header: {{key: x-again-{i}, value: '{value}'}}}}"));
        await using HostileServer upstream = new(request => EchoAsync(request, "identity", 0));
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            upstream, OutgoingCalls.ManifestsWith($"{{headerManipulation: {{responseHeadersToAdd: [{added}]}}}}"), OutgoingCalls.AddTo);

        Answer answer = await gateway.AskAsync($"GET /v1/models HTTP/1.1\nHost: {way}.test");

        answer.Status.ShouldBe(StatusOf(0));
        foreach (int i in Enumerable.Range(0, repeated.Length))
        {
            Arrival.Header(answer.Text, $"x-again-{i}").ShouldNotBeNull(answer.Text).ShouldContain("***");
        }

        answer.Text[..answer.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].ShouldNotContain(Policies.ProviderKey[..6]);
        gateway.Logs.Leaks.ShouldBeEmpty();
    }

    /// <summary>However it is written: .NET's client sends the known method in the place of one in another case.</summary>
    [Theory]
    [InlineData("TRACE")]
    [InlineData("trace")]
    [InlineData("Trace")]
    public async Task A_method_that_asks_for_an_echo_does_not_go_on_with_a_key(string method)
    {
        await using HostileServer upstream = new(request => request.SendAsync(
            $"HTTP/1.1 200 OK\r\nContent-Type: message/http\r\nContent-Length: {request.Text.Length}\r\n\r\n{request.Text}"));
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        foreach (string host in (string[])["plain", "watched"])
        {
            foreach (string target in (string[])["/", "/thrice", "/timed/v1/models", "/v1/chat/completions"])
            {
                Answer answer = await gateway.AskAsync(Policies.Request(method, target, host));

                Shows(answer.Text).ShouldBeFalse(answer.Text);
                // A rule of models refuses what it can't read before anybody looks at the method.
                answer.Status.ShouldBeOneOf(method == "TRACE" ? [405, 403] : [400]);
            }
        }

        upstream.Arrivals.ShouldBe(0);
    }

    /// <summary>A refusal with what was sent, in a form of its own for each number.</summary>
    private static Task EchoAsync(Arrival request, string coding, int number)
    {
        string sent = request["authorization"]!;
        string key = sent["Bearer ".Length..];
        string shown = Forms[number % Forms.Length] switch
        {
            "bare" => key,
            "with its scheme" => sent,
            "as PHP writes JSON" => key.Replace("/", "\\/", StringComparison.Ordinal),
            "as .NET writes JSON" => JsonSerializer.Serialize(key)[1..^1],
            _ => Uri.EscapeDataString(key),
        };
        int before = number * 97 % 60_000;
        byte[] body = Packed.In(coding, Encoding.Latin1.GetBytes($"{new string('x', before)} {shown}{shown} you sent {shown[..6]} {shown}"));
        string head = $"HTTP/1.1 {StatusOf(number)} No {key}\r\nx-sent: {sent}\r\nWWW-Authenticate: Bearer error=\"{shown}\"\r\n"
            + (coding == "identity" ? "" : $"Content-Encoding: {coding}\r\n");
        return number % 3 == 0
            ? request.SendAsync([.. Encoding.Latin1.GetBytes($"{head}Content-Length: {body.Length}\r\n\r\n"), .. body])
            : SendInPiecesAsync(request, head, body, number);
    }

    private static async Task SendInPiecesAsync(Arrival request, string head, byte[] body, int number)
    {
        await request.SendAsync(head + "Transfer-Encoding: chunked\r\n\r\n");
        int size = 1 + (number * 31 % 4000);
        foreach (byte[] piece in body.Chunk(Math.Max(size, body.Length / 50)))
        {
            await request.SendAsync([.. Encoding.Latin1.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8]);
        }

        await request.SendAsync("0\r\n\r\n");
    }

    private static int StatusOf(int number) => 400 + (number * 7 % 200);

    /// <summary>Whether a text shows the key in any of the forms that it was shown in.</summary>
    private static bool Shows(string text) =>
        new[] { Policies.ProviderKey, Policies.ProviderKey.Replace("/", "\\/", StringComparison.Ordinal), Uri.EscapeDataString(Policies.ProviderKey), JsonSerializer.Serialize(Policies.ProviderKey)[1..^1] }
            .Any(form => text.Contains(form, StringComparison.Ordinal)
                || Unchunked(text).Contains(form, StringComparison.Ordinal));

    /// <summary>The text without the lines that chunks begin with, which may stand in the midst of a word.</summary>
    private static string Unchunked(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\r\n[0-9a-f]+\r\n", "");
}
