using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What an upstream may do in place of an answer, and what the client gets (docs/gateway.md).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Act">What it does.</param>
/// <param name="Status">The status that the client gets.</param>
/// <param name="Ends">What ends it.</param>
/// <param name="IsCut">Whether the answer breaks off once it has begun.</param>
internal sealed record UpstreamFault(string Name, Func<Arrival, Task> Act, int Status, FaultEnd Ends = FaultEnd.Itself, bool IsCut = false)
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";
    private const string Said = "the text of c4nary-upstream";

    /// <summary>8 MiB of zeros in some 8 KB.</summary>
    private static byte[] Bomb { get; } = Gzipped(8 * 1024 * 1024);

    public static IReadOnlyList<UpstreamFault> All { get; } =
    [
        // No answer.
        new("closes", request => request.CloseAsync(), 503),
        new("resets", request => request.ResetAsync(), 503),
        Sends("closes behind a 103", "HTTP/1.1 103 Early Hints\r\nLink: <c4nary>\r\n\r\n", 503, closes: true),
        new("never answers", request => request.HoldAsync(), 504, FaultEnd.Clock),
        new("never goes on behind a 103", async request =>
        {
            await request.SendAsync("HTTP/1.1 103 Early Hints\r\n\r\n");
            await request.HoldAsync();
        }, 504, FaultEnd.Clock),

        // No sound answer.
        Sends("closes behind the status", "HTTP/1.1 200 OK\r\n", 502, closes: true),
        Sends("closes in a header", Ok + "x-c4nary: ", 502, closes: true),
        Sends("closes behind a line that is no status", $"{Said}\r\n", 502, closes: true),
        new("103 for ever", request => request.SendForEverAsync("HTTP/1.1 103 Early Hints\r\nLink: <c4nary>\r\n\r\n"), 502),
        new("shows what it was sent, and no status", async request =>
        {
            await request.SendAsync(request.Text);
            await request.CloseAsync();
        }, 502),
        Sends("a status of four digits", "HTTP/1.1 2000 c4nary\r\nContent-Length: 0\r\n\r\n", 502),
        Sends("a status with a sign", "HTTP/1.1 +20 c4nary\r\nContent-Length: 0\r\n\r\n", 502),
        Sends("HTTP of another version", "HTTP/1.c4nary 200 OK\r\nContent-Length: 0\r\n\r\n", 502),
        Sends("garbage", $"\0\u0001\u00ff {Said}\r\n\r\n", 502),
        Sends("another protocol", "SSH-2.0-c4nary\r\n\r\n", 502),
        Sends("a status of two digits", "HTTP/1.1 20 c4nary\r\nContent-Length: 0\r\n\r\n", 502),
        Sends("101 that nobody asked for", $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n{HostileServer.Ok}", 502),
        Sends("101 without a protocol", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 502),
        Sends("204 with a length", "HTTP/1.1 204 No\r\nContent-Length: 27\r\n\r\n" + Said, 502),
        Sends("204 with chunks", $"HTTP/1.1 204 No\r\n{Chunked}2\r\nok\r\n0\r\n\r\n", 502),
        Sends("205 with a body", "HTTP/1.1 205 Reset\r\nContent-Length: 27\r\n\r\n" + Said, 502),
        Sends("a length and chunks", $"{Ok}Content-Length: 2\r\n{Chunked}2\r\nok\r\n0\r\n\r\n", 502),
        Sends("chunked twice", $"{Ok}Transfer-Encoding: chunked\r\n{Chunked}2\r\nok\r\n0\r\n\r\n", 502),
        Sends("a header without a colon", $"{Ok}c4nary\r\nContent-Length: 2\r\n\r\nok", 502),
        Sends("NUL in a header", $"{Ok}x-c4nary: \0\r\nContent-Length: 2\r\n\r\nok", 502),
        Sends("101 header lines", Ok + string.Concat(Enumerable.Range(0, 100).Select(i => $"x-{i}: c4nary\r\n")) + "Content-Length: 2\r\n\r\nok", 502),
        Sends("a head of 90 KiB", $"{Ok}x-c4nary: {new string('a', 90 * 1024)}\r\nContent-Length: 2\r\n\r\nok", 502),
        new("a header line for ever", async request =>
        {
            await request.SendAsync(Ok + "x-c4nary: ");
            await request.SendForEverAsync("a");
        }, 502),
        new("header lines for ever", async request =>
        {
            await request.SendAsync(Ok);
            await request.SendForEverAsync("x-c4nary: a\r\n");
        }, 502),

        // An answer that breaks off, or does not end.
        Sends("less than it announced", $"{Ok}Content-Length: 99\r\n\r\n{Said}", 200, closes: true, isCut: true),
        Sends("closes in a chunk", $"{Ok}{Chunked}ff\r\n{Said}", 200, closes: true, isCut: true),
        Sends("a chunk that is none", $"{Ok}{Chunked}2\r\nok\r\nc4nary\r\n", 200, isCut: true),
        Sends("a chunk of 16 EiB", $"{Ok}{Chunked}2\r\nok\r\nfffffffffffffffff\r\n", 200, isCut: true),
        new("stops in its body", async request =>
        {
            await request.SendAsync($"{Ok}Content-Length: 99\r\n\r\n{Said}");
            await request.HoldAsync();
        }, 200, FaultEnd.Clock, IsCut: true),
        ForEver("a body for ever", "200 OK", "text/plain", "4000\r\n" + new string('a', 0x4000) + "\r\n"),
        ForEver("chunks of one byte for ever", "200 OK", "text/plain", "1\r\na\r\n"),
        ForEver("a JSON string for ever", "200 OK", "application/json", "4000\r\n" + new string('a', 0x4000) + "\r\n", "9\r\n{\"usage\":\r\n1\r\n\"\r\n"),
        ForEver("JSON ever deeper", "200 OK", "application/json", "4000\r\n" + new string('[', 0x4000) + "\r\n"),
        ForEver("one event for ever", "200 OK", "text/event-stream", "4000\r\n" + new string('a', 0x4000) + "\r\n", "6\r\ndata: \r\n"),
        ForEver("events for ever", "200 OK", "text/event-stream", "f\r\ndata: {\"a\":1}\n\n\r\n"),
        ForEver("a refusal for ever", "401 No", "text/plain", "4000\r\n" + new string('s', 0x4000) + "\r\n"),

        // A sound answer, oddly given.
        Sends("more than it announced", HostileServer.Ok + HostileServer.Ok.Replace("ok", "c4", StringComparison.Ordinal), 200),
        Sends("204 and more", "HTTP/1.1 204 No\r\n\r\n" + HostileServer.Ok, 204),
        Sends("304 with a body", "HTTP/1.1 304 Not\r\nContent-Length: 2\r\n\r\n" + HostileServer.Ok, 304),
        Sends("1,000 x 103", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: <c4nary>\r\n\r\n", 1000)) + HostileServer.Ok, 200),
        new("a byte a write", request => request.SendByteByByteAsync($"{Ok}{Chunked}4\r\n{{\"a\"\r\n3\r\n:1}}\r\n0\r\n\r\n"), 200),
        new("8 MiB in gzip, refused", request => request.SendAsync(Bomb), 401),
        Sends("what is no gzip, refused", $"HTTP/1.1 401 No\r\nContent-Encoding: gzip\r\nContent-Length: 27\r\n\r\n{Said}", 401, isCut: true),
    ];

    /// <summary>Whether a route that retries <c>5xx</c> and <c>reset</c> has another try: not once anything came of an answer, an informational one too.</summary>
    public bool IsRetried => Status >= 500 && !Name.Contains("103", StringComparison.Ordinal);

    public override string ToString() => Name;

    private static UpstreamFault Sends(string name, string text, int status, bool closes = false, bool isCut = false) => new(
        name,
        async request =>
        {
            await request.SendAsync(text);
            if (closes)
            {
                await request.CloseAsync();
            }
        },
        status,
        IsCut: isCut);

    /// <summary>An answer in chunks that goes on until nobody takes it.</summary>
    private static UpstreamFault ForEver(string name, string status, string type, string part, string before = "") => new(
        name,
        async request =>
        {
            await request.SendAsync($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{Chunked}{before}");
            await request.SendForEverAsync(part);
        },
        int.Parse(status.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture),
        FaultEnd.Client);

    private static byte[] Gzipped(int zeros)
    {
        byte[] zipped = Packed.In("gzip", new byte[zeros]);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 401 No\r\nContent-Encoding: gzip\r\nContent-Length: {zipped.Length}\r\n\r\n"), .. zipped];
    }
}

/// <summary>What ends a fault.</summary>
internal enum FaultEnd
{
    /// <summary>Itself: the gateway does without anybody's help.</summary>
    Itself,

    /// <summary>The route's time is over.</summary>
    Clock,

    /// <summary>The client has enough, and goes.</summary>
    Client,
}
