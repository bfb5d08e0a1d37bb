namespace LlmPolicy.Gateway;

/// <summary>Refusals before an upstream, by socket, in both forms.</summary>
public sealed class RefusalBodyTests
{
    private static readonly IReadOnlyDictionary<string, RefusedRequestCase> Cases = RefusedRequestCase.All.ToDictionary(one => one.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_body_has_the_form_that_is_set_and_all_else_is_the_same(string name)
    {
        RefusedRequestCase asked = Cases[name];

        HttpMessage plain = await AskAsync(asked, RefusalBodies.Envoy);
        HttpMessage formed = await AskAsync(asked, RefusalBodies.Provider);

        (plain.Status, plain.Body).ShouldBe((asked.Status, asked.Plain));
        (formed.Status, formed.Body).ShouldBe((asked.Status, asked.Form ?? asked.Plain));
        Steady(formed).ShouldBe([.. Steady(plain), .. asked.FormHeaders], ignoreOrder: true);
        formed["content-type"].Contains("application/json").ShouldBe(asked.Form is not null);
    }

    [Fact]
    public async Task An_answer_in_the_upstreams_place_stays_as_it_is()
    {
        await using RawUpstream upstream = new("no HTTP\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(
            Manifests.Service(Manifests.Route("/"), Manifests.Upstream()), new LoopbackDialer(upstream.Port), RefusalBodies.Provider);

        HttpMessage answer = await gateway.SendAsync("GET /v1/models HTTP/1.1\nHost: gateway.example.com");

        answer.Status.ShouldBe(502);
        answer["content-type"].ShouldBe(["text/plain"]);
        answer.Body.ShouldStartWith("upstream connect error");
    }

    private static string[] Steady(HttpMessage answer) => RefusedRequestCase.Steady(answer.Headers.Select(header => $"{header.Name}: {header.Value}"));

    private static async Task<HttpMessage> AskAsync(RefusedRequestCase asked, RefusalBodies bodies)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(RefusedRequestCase.Policy, new LoopbackDialer(upstream.Port), bodies);
        await using Stream stream = await gateway.ConnectAsync();
        await stream.WriteAsync(asked.Bytes(), TestContext.Current.CancellationToken);
        HttpMessage answer = (await HttpMessage.ReadHeadAsync(stream, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        upstream.WasReached.ShouldBeFalse();
        return asked.RequestLine.StartsWith("HEAD ", StringComparison.Ordinal) ? answer : await answer.ReadBodyAsync(stream, TestContext.Current.CancellationToken);
    }

    private static Task<GatewayHost> StartAsync(string manifests, IUpstreamDialer dialer, RefusalBodies bodies) =>
        GatewayHost.StartAsync(manifests, dialer, proxy => proxy.Services.AddLlmPolicy(options => options.RefusalBodies = bodies));
}
