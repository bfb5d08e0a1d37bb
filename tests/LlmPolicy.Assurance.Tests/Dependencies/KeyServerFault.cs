using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What a key server may do in place of keys. Where there is room for one, it sends a set with a good key that must not count.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Act">What it does, with a set that must not count.</param>
/// <param name="Hangs">Whether time alone ends it.</param>
/// <param name="IsLong">Whether it sends as much as is read.</param>
internal sealed record KeyServerFault(string Name, Func<Arrival, string, Task> Act, bool Hangs = false, bool IsLong = false)
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-said: c4nary\r\n";

    /// <summary>Where redirects lead.</summary>
    public const string Elsewhere = "elsewhere.test";

    public static IReadOnlyList<KeyServerFault> All { get; } =
    [
        new("closes", (request, _) => request.CloseAsync()),
        new("resets", (request, _) => request.ResetAsync()),
        new("hangs", (request, _) => request.HoldAsync(), Hangs: true),
        new("hangs behind the head", Then(_ => $"{Ok}Content-Length: 999\r\n\r\n", request => request.HoldAsync()), Hangs: true),
        new("hangs before the last byte", Then(set => $"{Ok}Content-Length: {set.Length + 1}\r\n\r\n{set}", request => request.HoldAsync()), Hangs: true),
        new("hangs behind a 103", Then(_ => "HTTP/1.1 103 Early Hints\r\n\r\n", request => request.HoldAsync()), Hangs: true),
        new("a header for ever", Then(_ => Ok + "x-c4nary: ", request => request.SendForEverAsync("a"))),
        new("headers for ever", Then(_ => Ok, request => request.SendForEverAsync("x-c4nary: a\r\n"))),
        new("103 for ever", (request, _) => request.SendForEverAsync("HTTP/1.1 103 Early Hints\r\nLink: <c4nary>\r\n\r\n")),
        new("a body for ever", Then(set => $"{Ok}\r\n{set}", request => request.SendForEverAsync(" ")), IsLong: true),
        new("chunks for ever", Then(set => $"{Ok}Transfer-Encoding: chunked\r\n\r\n{set.Length:x}\r\n{set}\r\n", request => request.SendForEverAsync("1\r\n \r\n")), IsLong: true),
        Sends("garbage", _ => "\0\u0001 c4nary\r\n\r\n"),
        Sends("another protocol", _ => "SSH-2.0-c4nary\r\n\r\n"),
        Body("nothing", _ => ""),
        Body("no JSON", _ => "<html>c4nary</html>"),
        Body("half the JSON", set => set[..^1]),
        Body("no keys", _ => """{"keys":[]}"""),
        Body("a list of sets", set => $"[{set}]"),
        Body("JSON 100,000 levels deep", set => $$"""{"keys":{{new string('[', 100_000)}}{{new string(']', 100_000)}},"more":{{set}}}""") with { IsLong = true },
        Body("60,000 keys that are none", _ => $$"""{"keys":[{{string.Join(',', Enumerable.Repeat("""{"kty":"x"}""", 60_000))}}]}""") with { IsLong = true },
        Body("a MiB and a byte", set => set.PadRight((1024 * 1024) + 1)) with { IsLong = true },
        Sends("more than it announced", set => $"{Ok}Content-Length: 1\r\n\r\n{set}"),
        Sends("less than it announced", set => $"{Ok}Content-Length: {set.Length + 1}\r\n\r\n{set}", closes: true),
        Sends("404", set => $"HTTP/1.1 404 No\r\nContent-Length: {set.Length}\r\n\r\n{set}"),
        Sends("500", set => $"HTTP/1.1 500 No\r\nContent-Length: {set.Length}\r\n\r\n{set}"),
        Sends("206", set => $"HTTP/1.1 206 Part\r\nContent-Range: bytes 0-1/2\r\nContent-Length: {set.Length}\r\n\r\n{set}"),
        Sends("204", _ => "HTTP/1.1 204 No\r\n\r\n"),
        Sends("a redirect", set => $"HTTP/1.1 302 Found\r\nLocation: http://{Elsewhere}/jwks\r\nContent-Length: {set.Length}\r\n\r\n{set}"),
        Sends("a redirect to itself", set => $"HTTP/1.1 307 Again\r\nLocation: /jwks\r\nContent-Length: {set.Length}\r\n\r\n{set}"),
        new("gzip", (request, set) => request.SendAsync(Gzipped(set))),
        new("gzip of 64 MiB", (request, set) => request.SendAsync(Gzipped(set.PadRight(64 * 1024 * 1024)))),
    ];

    private static KeyServerFault Body(string name, Func<string, string> body) => Sends(name, set => body(set) is var text ? $"{Ok}Content-Length: {text.Length}\r\n\r\n{text}" : "");

    private static KeyServerFault Sends(string name, Func<string, string> answer, bool closes = false) =>
        new(name, Then(answer, request => closes ? request.CloseAsync() : Task.CompletedTask));

    private static Func<Arrival, string, Task> Then(Func<string, string> answer, Func<Arrival, Task> then) => async (request, set) =>
    {
        await request.SendAsync(answer(set));
        await then(request);
    };

    private static byte[] Gzipped(string text)
    {
        byte[] zipped = Packed.In("gzip", Encoding.Latin1.GetBytes(text));
        return [.. Encoding.Latin1.GetBytes($"{Ok}Content-Encoding: gzip\r\nContent-Length: {zipped.Length}\r\n\r\n"), .. zipped];
    }
}
