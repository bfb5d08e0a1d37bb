using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>However a client writes that it wants a WebSocket (RFC 9110, 5.6.1, 7.6.1 and 7.8), it gets one; where a route takes none it does not, and whoever does not ask gets an answer.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class UpgradeSpellingTests
{
    private const string Firefox = "Connection: keep-alive, Upgrade\nUpgrade: websocket";

    private static readonly string Manifests = string.Join(
        "\n---\n", Policies.Service("plain", "{}", Policies.Route("/closed", "upgrades: [{websocket: {enabled: false}}]"), Policies.Route("/")), Policies.Upstream, Gateway.Manifests.Secret("key", "authorization", "Bearer c4nary"));

    [Fact]
    public async Task Whoever_asks_for_a_websocket_gets_one_and_its_bytes_flow_both_ways()
    {
        await using RawUpstream upstream = Upstream();
        await using HostileGateway gateway = await StartAsync(upstream);
        foreach (string headers in Spellings("Upgrade").Prepend(Firefox))
        {
            await using Stream client = await gateway.ConnectAsync();
            await GatewayHost.WriteAsync(client, Request("/", headers));
            (await UntilAsync(gateway, client, "hello", headers, other: "answered")).ShouldStartWith("HTTP/1.1 101 ", customMessage: headers);

            await client.WriteAsync("to and fro"u8.ToArray(), TestContext.Current.CancellationToken);

            await UntilAsync(gateway, client, "to and fro", headers, other: "answered");
        }
    }

    /// <summary>Kestrel, which has to let go of the connection, takes a tab beside an option for a part of it: then nothing is sent that means something else.</summary>
    [Theory]
    [InlineData("Connection: keep-alive,\tUpgrade")]
    [InlineData("Connection: Upgrade\t, keep-alive")]
    public async Task A_spelling_that_the_server_does_not_know_is_refused(string connection)
    {
        await using RawUpstream upstream = Upstream();
        await using HostileGateway gateway = await StartAsync(upstream);

        (await gateway.AskAsync(Request("/", connection, "Upgrade: websocket"))).Status.ShouldBe(400);
        (await gateway.AskAsync(Request("/closed", connection, "Upgrade: websocket"))).Status.ShouldBe(403);

        upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_route_that_takes_none_refuses_whoever_asks()
    {
        await using RawUpstream upstream = Upstream();
        await using HostileGateway gateway = await StartAsync(upstream);
        foreach (string headers in Spellings("Upgrade").Prepend(Firefox))
        {
            (await gateway.AskAsync(Request("/closed", headers, "Content-Length: 0"))).Status.ShouldBe(403, headers);
        }

        upstream.Connections.ShouldBe(0);
    }

    /// <summary>Without the option <c>upgrade</c> a protocol's name asks nothing, whatever options there are that look like it.</summary>
    [Theory]
    [InlineData("upgrades")]
    [InlineData("x-upgrade")]
    [InlineData("up-grade")]
    public async Task Whoever_only_seems_to_ask_gets_an_answer(string option)
    {
        await using RawUpstream upstream = Upstream();
        await using HostileGateway gateway = await StartAsync(upstream);
        foreach (string headers in Spellings(option))
        {
            foreach (string target in (string[])["/", "/closed"])
            {
                await using Stream client = await gateway.ConnectAsync();
                await GatewayHost.WriteAsync(client, Request(target, headers));

                (await UntilAsync(gateway, client, "answered", headers, other: "hello")).ShouldStartWith("HTTP/1.1 200 ", customMessage: headers);
            }
        }
    }

    /// <summary>Speaks on with whoever asks, and answers others.</summary>
    private static RawUpstream Upstream() => new(async (stream, request) =>
    {
        if (request["upgrade"].Count == 0)
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nanswered"u8.ToArray());
            return;
        }

        await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello"u8.ToArray());
        await stream.CopyToAsync(stream);
    });

    private static Task<HostileGateway> StartAsync(RawUpstream upstream) => HostileGateway.StartAsync(new() { [Policies.ModelsHost] = upstream.Port }, Manifests, new TestClock());

    private static string Request(string target, params string[] headers) => string.Join('\n', [$"GET {target} HTTP/1.1", "Host: plain.test", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers]);

    /// <summary>Reads until it ends so, and not otherwise.</summary>
    private static async Task<string> UntilAsync(HostileGateway gateway, Stream client, string end, string asked, string other)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4 * 1024];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            text.ToString().ShouldNotEndWith(other, customMessage: asked);
            int read = await gateway.BoundedAsync(client.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask());
            read.ShouldBeGreaterThan(0, $"{asked}\n{text}");
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    /// <summary>One option of a connection among others, in one line or several, in any case and with any white space, before the protocol or behind it.</summary>
    private static IEnumerable<string> Spellings(string option)
    {
        for (int seed = 1; seed <= Rounds.Of(60); seed++)
        {
            Random random = new(seed);
            string[] options = [option, .. random.GetItems(["keep-alive", "x-hop", "te", ""], random.Next(3))];
            random.Shuffle(options);
            List<string> lines = [];
            foreach (string one in options)
            {
                string written = new string(' ', random.Next(3)) + Case(random, one) + new string(' ', random.Next(3));
                if (lines.Count > 0 && random.Next(2) == 0)
                {
                    lines[^1] += "," + written;
                }
                else
                {
                    lines.Add($"{Case(random, "Connection")}:{Space(random)}{written}");
                }
            }

            lines.Insert(random.Next(lines.Count + 1), $"{Case(random, "Upgrade")}:{Space(random)}{Case(random, "websocket")}{Space(random)}");
            yield return string.Join('\n', lines);
        }
    }

    private static string Space(Random random) => random.GetItems(["", " ", "\t", " \t "], 1)[0];

    private static string Case(Random random, string text) => random.Next(4) switch
    {
        0 => text.ToUpperInvariant(),
        1 => text.ToLowerInvariant(),
        2 => text,
        _ => string.Concat(text.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
    };
}
