using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Gateway;
using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A gateway that has read other manifests is the one that starts with them: nothing of the former ones decides, and nothing is sent as they said.</summary>
public sealed class ReloadTests : IDisposable
{
    private const string First = "the first";

    /// <summary>No other timer is as long.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.7);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly SigningKey[] Signers = [SigningKey.Ec(), SigningKey.Ec(), SigningKey.Ec(), SigningKey.Ec()];

    private static readonly string[] Issuers = ["test", "other"];

    /// <summary>By the caller.</summary>
    private static readonly Dictionary<string, string> Tokens = Issuers.SelectMany(issuer => Signers.Select((signer, i) => (issuer, signer, i))).ToDictionary(
        caller => $"key {caller.i} of {caller.issuer}",
        caller => caller.signer.Sign("""{"alg":"ES256","kid":"k"}""", $$"""{"iss":"{{caller.issuer}}","sub":"caller"}"""));

    private static readonly string Manifest = string.Join(
        "\n---\n",
        Policies.Service(
            "plain",
            "{jwt: {providers: {p: {issuer: test, jwks: {remote: {url: 'https://keys.example/0', upstreamRef: {name: keys-0, namespace: default}}}}}}}",
            Policies.Route("/thrice", "retries: {retryOn: 5xx, numRetries: 2, retryBackOff: {baseInterval: 0.001s}}"),
            Policies.Route("/more"),
            Policies.Route("/v1")),
        GatewayManifests.Upstream("models", "{hosts: [{addr: models-0.test, port: 8443}], useTls: true}") + "\n  sslConfig: {sni: a.tls.test}",
        GatewayManifests.Upstream("others", "{hosts: [{addr: models-1.test, port: 8443}], useTls: true}") + "\n  sslConfig: {sni: other.tls.test}",
        GatewayManifests.Upstream("keys-0", "{hosts: [{addr: keys-0.test, port: 80}]}"),
        GatewayManifests.Upstream("keys-1", "{hosts: [{addr: keys-1.test, port: 80}]}"),
        GatewayManifests.Secret("key", "x-key", "sk-one"),
        GatewayManifests.Secret("another", "x-key", "sk-other"));

    /// <summary>Manifests that differ from the first in one thing each, in where keys come from and whom they are for: what stands there, and what stands there instead.</summary>
    private static readonly Dictionary<string, (string Old, string New)> Keys = new()
    {
        [First] = ("", ""),
        ["url"] = ("keys.example/0", "keys.example/1"),
        ["upstreamRef"] = ("upstreamRef: {name: keys-0,", "upstreamRef: {name: keys-1,"),
        ["host of the key server"] = ("addr: keys-0.test", "addr: keys-1.test"),
        ["port of the key server"] = ("keys-0.test, port: 80", "keys-0.test, port: 81"),
        ["issuer"] = ("issuer: test", "issuer: other"),
        ["a second provider, at another server"] =
            ("providers: {", "providers: {second: {issuer: other, jwks: {remote: {url: 'https://keys.example/0', upstreamRef: {name: keys-1, namespace: default}}}}, "),
        ["name of the provider"] = ("providers: {p:", "providers: {q:"),
    };

    /// <summary>Likewise in what is sent where.</summary>
    private static readonly Dictionary<string, (string Old, string New)> Sending = new()
    {
        [First] = ("", ""),
        ["host of the Upstream"] = ("addr: models-0.test", "addr: models-1.test"),
        ["port of the Upstream"] = ("models-0.test, port: 8443", "models-0.test, port: 9443"),
        ["sni"] = ("sni: a.tls", "sni: b.tls"),
        ["Upstream of the routes"] = ("upstream: {name: models,", "upstream: {name: others,"),
        ["value of the secret"] = ("\"x-key\": \"sk-one\"", "\"x-key\": \"sk-two\""),
        ["header of the secret"] = ("\"x-key\": \"sk-one\"", "\"x-other\": \"sk-one\""),
        ["secret of the routes"] = ("headerSecretRef: {name: key,", "headerSecretRef: {name: another,"),
        ["retries"] = ("numRetries: 2", "numRetries: 1"),
        ["a removed route"] = ("prefix: /more", "prefix: /removed"),
    };

    private readonly TempFolder _folder = new();

    /// <summary>What has arrived of each request, by its number.</summary>
    private readonly ConcurrentDictionary<string, string> _arrived = new();

    private int _asked;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task After_a_reload_those_keys_count_that_count_for_a_gateway_that_was_started_so() => AreAsStartedAsync(Keys);

    [Fact]
    public Task After_a_reload_requests_arrive_as_those_of_a_gateway_that_was_started_so() => AreAsStartedAsync(Sending);

    /// <summary>Starts a gateway with each of the manifests; then each goes to each of those that come later, and back: all pairs, both ways.</summary>
    private async Task AreAsStartedAsync(Dictionary<string, (string Old, string New)> changes)
    {
        using X509Certificate2 certificate = TestCertificates.For("*.tls.test");
        await using RawUpstream first = new((stream, request) => ServeAsync("the first", stream, request), certificate);
        await using RawUpstream second = new((stream, request) => ServeAsync("the second", stream, request), certificate);
        await using HostileServer keys0 = new(request => PublishAsync(request, 0));
        await using HostileServer keys1 = new(request => PublishAsync(request, 2));
        Dictionary<string, int> ports = new()
        {
            ["models-0.test:8443"] = first.Port,
            ["models-0.test:9443"] = second.Port,
            ["models-1.test"] = second.Port,
            ["keys-0.test:80"] = keys0.Port,
            ["keys-0.test:81"] = keys1.Port,
            ["keys-1.test"] = keys1.Port,
        };
        Dictionary<string, HostileGateway> gateways = [];
        try
        {
            Dictionary<string, string[]> started = [];
            foreach (string name in changes.Keys)
            {
                gateways[name] = await StartAsync(ports, name, Text(changes[name]));
                started[name] = await SeenAsync(gateways[name]);
                started[name].Count(HasArrived).ShouldBeGreaterThan(0, name);
            }

            foreach ((string from, string to) in changes.Keys.SelectMany((from, i) => changes.Keys.Skip(i + 1).Select(to => (from, to))))
            {
                await ReloadAsync(gateways[from], from, to);
                await ReloadAsync(gateways[from], to, from);
            }

            async Task ReloadAsync(HostileGateway gateway, string from, string to)
            {
                keys0.Behaviour = keys1.Behaviour = request => request.CloseAsync();
                await gateway.TakeOverAsync(Text(changes[to]), Look);

                // As long as no key server answers, the same one's keys may still count.
                (await SeenAsync(gateway)).Where(HasArrived).Except(started[to]).ShouldBeEmpty($"from {from} to {to}, without key servers");
                await gateway.BoundedAsync(MissedAsync(gateway));

                (keys0.Behaviour, keys1.Behaviour) = (request => PublishAsync(request, 0), request => PublishAsync(request, 2));
                gateway.Clock.Advance(Second);
                (await SeenAsync(gateway)).Except(started[to]).ShouldBeEmpty($"from {from} to {to}");
            }
        }
        finally
        {
            foreach (HostileGateway gateway in gateways.Values)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private static string Text((string Old, string New) change)
    {
        Manifest.ShouldContain(change.Old);
        return change.Old.Length == 0 ? Manifest : Manifest.Replace(change.Old, change.New, StringComparison.Ordinal);
    }

    private Task<HostileGateway> StartAsync(Dictionary<string, int> ports, string name, string manifest)
    {
        _folder.Write($"{name}.yaml", manifest);
        return HostileGateway.StartAsync(
            ports, "", new TestClock(), services => services.AddSingleton(new UpstreamTrust(TestCertificates.Policy)),
            ("LlmPolicy:Manifests:0", _folder[$"{name}.yaml"]), ("LlmPolicy:ReloadInterval", Look.ToString()));
    }

    /// <summary>What each caller gets, and what arrived of his request: a token of each key and issuer, none, and at each route one that is good at first.</summary>
    private async Task<string[]> SeenAsync(HostileGateway gateway)
    {
        string[] answers = await Task.WhenAll([AskAsync("nobody", "/v1"), AskAsync("key 0 of test", "/more"), .. Tokens.Keys.Select(caller => AskAsync(caller, "/v1"))]);

        // What is sent again is so a moment later: nobody may wait for keys then, for the next fetch is a second behind.
        Task<string> again = AskAsync("key 0 of test", "/thrice");
        while (!again.IsCompleted)
        {
            await Task.WhenAny(again, gateway.Clock.PassAsync(due => due < Look / 2));
        }

        return [.. answers, await again];

        async Task<string> AskAsync(string caller, string target)
        {
            string number = $"{Interlocked.Increment(ref _asked)}";
            string token = Tokens.TryGetValue(caller, out string? bearer) ? $"\nAuthorization: Bearer {bearer}" : "";
            Answer answer = await gateway.AskAsync($"GET {target} HTTP/1.1\nHost: plain.test\nx-number: {number}{token}");
            return $"{caller} at {target}: {answer.Status} {answer.Body}{_arrived.GetValueOrDefault(number)}";
        }
    }

    private static bool HasArrived(string seen) => seen.Contains(" arrived ", StringComparison.Ordinal);

    /// <summary>An upstream. What may be sent again fails.</summary>
    private Task ServeAsync(string name, Stream stream, HttpMessage request)
    {
        string headers = string.Join(", ", request.Headers.Where(header => header.Name is not ("x-number" or "traceparent")));
        string arrived = $" arrived at {name} by {(stream as SslStream)?.TargetHostName}: {request.StartLine}, {headers}";
        _arrived.AddOrUpdate(string.Concat(request["x-number"]), arrived, (_, before) => before + arrived);
        return stream.WriteAsync(Encoding.Latin1.GetBytes(request.Target == "/thrice" ? "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n" : RawUpstream.Ok)).AsTask();
    }

    /// <summary>A key server with a key at each of two places, all under one id.</summary>
    private static Task PublishAsync(Arrival request, int from)
    {
        string set = $$"""{"keys":[{{Signers[from + (request.Target == "/1" ? 1 : 0)].Jwk("\"alg\":\"ES256\"", "\"kid\":\"k\"")}}]}""";
        return request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {set.Length}\r\n\r\n{set}");
    }

    private static async Task<bool> MissedAsync(HostileGateway gateway)
    {
        while (gateway.Services.GetRequiredService<PolicyStore>().Current.RemoteKeys.Status.Any(set => set.Problem is null))
        {
            await Task.Yield();
        }

        return true;
    }
}
