using LlmPolicy.Gateway;
using Yarp.ReverseProxy.Transforms;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>The policy's changes come behind the app's own transforms (docs/gateway.md): where a request goes, with which method and key, is what was decided, whatever they do.</summary>
public sealed class AppTransformTests
{
    private static readonly Dictionary<string, Action<RequestTransformContext>> Edits = new()
    {
        ["nothing"] = _ => { },
        ["another URI"] = context => context.ProxyRequest.RequestUri = new Uri("http://elsewhere.test/stolen?a=b"),
        ["another path of the URI"] = context => context.ProxyRequest.RequestUri = new Uri("http://models.test/stolen"),
        ["another scheme and port"] = context => context.ProxyRequest.RequestUri = new Uri("https://models.test:8443/v1/chat?q=1"),
        ["another path"] = context => context.Path = "/stolen",
        ["another query"] = context => context.Query.Collection["q"] = "2",
        ["another destination"] = context => context.DestinationPrefix = "http://elsewhere.test/",
        ["another Host"] = context => context.ProxyRequest.Headers.Host = "elsewhere.test",
        ["a key of its own"] = context =>
        {
            context.ProxyRequest.Headers.Remove("x-key");
            context.ProxyRequest.Headers.TryAddWithoutValidation("x-key", "sk-app");
        },
        ["another caller"] = context => context.ProxyRequest.Headers.TryAddWithoutValidation("authorization", "Bearer app"),
    };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_arrives_is_what_was_decided(string edit)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            string.Join(
                "\n---\n",
                Gateway.Manifests.Service(Gateway.Manifests.Route(
                    "/", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}], requestHeadersToRemove: [authorization]}")),
                Gateway.Manifests.Upstream(), Gateway.Manifests.Secret("key", "x-key", "sk-provider")),
            new LoopbackDialer(upstream.Port),
            proxy => proxy.AddTransforms(transforms => transforms.AddRequestTransform(context =>
            {
                Edits[edit](context);
                return default;
            })));

        HttpMessage answer = await gateway.SendAsync("GET /v1/chat?q=1 HTTP/1.1\nHost: gateway.test\nAuthorization: Bearer caller");

        answer.Status.ShouldBe(200);
        HttpMessage arrived = await upstream.NextRequestAsync();
        arrived.StartLine.ShouldBe("GET /v1/chat?q=1 HTTP/1.1");
        arrived["host"].ShouldBe(["gateway.test"]);
        arrived["x-key"].ShouldBe(["sk-provider"]);
        arrived["authorization"].ShouldBeEmpty();
    }
}
