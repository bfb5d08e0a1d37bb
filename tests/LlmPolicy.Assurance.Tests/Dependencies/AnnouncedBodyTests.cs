using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Clients that announce long bodies and send the first byte take room for what they have sent, whoever reads the body and whatever stands in front.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class AnnouncedBodyTests
{
    private const int Limit = 16 * 1024 * 1024;

    private static readonly Ceiling Announcing = Ceiling.Of("clients that announce long bodies");

    /// <summary>Who reads a body: a resource for the service of that name, or options of its route; and how long a body that may be.</summary>
    private static readonly Dictionary<string, (string Kind, string Spec, string Options, int Longest)> Readers = new()
    {
        ["nobody"] = ("", "", "", Limit),
        ["rule"] = ("ModelPolicy", $"rules: [{{models: ['gpt*']}}], bodyLimit: {Limit}", "", Limit),
        ["budget"] = ("TokenBudget", $"shared: true, limits: [{{tokens: 1000000, per: DAY}}], bodyLimit: {Limit}", "", Limit),
        ["hard"] = ("TokenBudget", $"shared: true, hard: true, limits: [{{tokens: 1000000, per: DAY}}], bodyLimit: {Limit}", "", Limit),
        ["meter"] = ("UsagePolicy", "meter: true, streamUsage: REQUEST", "", Limit),
        ["retries"] = ("", "", "retries: {retryOn: '5xx,reset', numRetries: 2, retryBackOff: {baseInterval: 0.001s}}", Limit),
        ["transformation"] = ("", "", "transformations: {requestTransformation: {transformationTemplate: {parseBodyBehavior: DontParse, headers: {x-made: {text: a}}}}}", 1024 * 1024),
    };

    private static readonly string Manifests = string.Join(
        "\n---\n",
        [
            .. Readers.Select(reader => Policies.Service(reader.Key, "{}", Policies.Route("/", reader.Value.Options))),
            .. Readers.Where(reader => reader.Value.Kind.Length > 0).Select(reader =>
                $"apiVersion: llmpolicy.dev/v1alpha1\nkind: {reader.Value.Kind}\nmetadata: {{name: {reader.Key}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: {reader.Key}}}], {reader.Value.Spec}}}"),
            Policies.Upstream,
            Gateway.Manifests.Secret("key", "x-key", "c4nary"),
        ]);

    public static TheoryData<string, string> Cases => new MatrixTheoryData<string, string>([.. Readers.Keys], ["gateway", "guard in front", "buffered in front"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task They_take_no_more_than_they_have_sent(string reader, string arranged)
    {
        const int Clients = 8;
        await using HostileServer upstream = new(request => request.HoldAsync());
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream, Manifests, services => services.AddSingleton<IStartupFilter>(new InFront(arranged)));
        int longest = Readers[reader].Longest;
        foreach (string announced in (string[])[$"Content-Length: {longest}", $"Content-Length: {longest - 1}", "Transfer-Encoding: chunked"])
        {
            // What the first one makes stays for all.
            await LeaveAsync(await AnnounceAsync(1));
            long before = ManagedMemory.Held();

            Stream[] clients = await AnnounceAsync(Clients);

            (await ManagedMemory.StaysAsync(before, Announcing.Memory)).ShouldBeLessThan(Announcing.Memory, announced);
            await LeaveAsync(clients);

            async Task<Stream[]> AnnounceAsync(int count)
            {
                List<Stream> opened = [];
                for (int i = 0; i < count; i++)
                {
                    Stream client = await gateway.ConnectAsync();
                    opened.Add(client);
                    await GatewayHost.WriteAsync(client, $"POST /v1/chat/completions HTTP/1.1\nHost: {reader}.test\nContent-Type: application/json\nExpect: 100-continue\n{announced}");
                    // Whoever asks for the body has begun to read it.
                    HttpMessage head = (await gateway.BoundedAsync(HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))).ShouldNotBeNull();
                    head.Status.ShouldBe(100, $"{announced}: {(head.Status == 100 ? "" : (await head.ReadBodyAsync(client, TestContext.Current.CancellationToken)).Body)}");
                    await client.WriteAsync(announced.StartsWith('T') ? [.. Encoding.Latin1.GetBytes($"{longest:x}\r\n{{")] : "{"u8.ToArray(), TestContext.Current.CancellationToken);
                }

                return [.. opened];
            }
        }

        async Task LeaveAsync(Stream[] clients)
        {
            foreach (Stream client in clients)
            {
                await client.DisposeAsync();
            }

            await gateway.QuietAsync();
            await upstream.IdleAsync();
        }
    }

    private sealed class InFront(string arranged) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            if (arranged == "guard in front")
            {
                app.UseLlmPolicy();
            }
            else if (arranged == "buffered in front")
            {
                app.Use((context, rest) =>
                {
                    context.Request.EnableBuffering();
                    return rest(context);
                });
            }

            next(app);
        };
    }
}
