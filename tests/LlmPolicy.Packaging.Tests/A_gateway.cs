using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

[Collection(nameof(FreshApps))]
public sealed class A_gateway(A_gateway.App app) : IClassFixture<A_gateway.App>
{
    [Fact]
    public async Task A_request_without_a_token_gets_401_and_goes_no_further()
    {
        int before = app.Provider.Received.Count;

        (await app.AskAsync("/huggingface-gloo-gw", null)).ShouldBe(new Answer(401, "Jwt is missing"));
        app.Provider.Received.Count.ShouldBe(before);
    }

    [Fact]
    public async Task The_labs_request_reaches_the_provider_with_the_providers_key()
    {
        app.Provider.Received.Clear();

        (await app.AskAsync("/huggingface-gloo-gw", FreshApps.LabToken)).ShouldBe(new Answer(200, "an answer"));

        ReceivedRequest received = app.Provider.Received.ShouldHaveSingleItem();
        received.Method.ShouldBe("POST");
        received.Target.ShouldBe("/models/openai-community/gpt2");
        received.Host.ShouldBe("api-inference.huggingface.co");
        received.Headers["Authorization"].ShouldBe("Bearer hf_this_is_not_a_real_key");
        received.Headers["Content-Type"].ShouldBe("application/json");
        received.Headers.Values.ShouldNotContain(value => value.Contains(FreshApps.LabToken));
        received.Body.ShouldBe("""{"inputs": "What are the advantages of running Gloo Gateway in AWS?"}""");
    }

    [Fact]
    public async Task A_path_without_a_route_gets_404() =>
        (await app.AskAsync("/elsewhere", FreshApps.LabToken)).Status.ShouldBe(404);

    public sealed class App(FreshApps apps) : StartedApp(apps, "Gateway")
    {
        internal EchoProvider Provider { get; private set; } = null!;

        protected override IReadOnlyList<string> Arguments => [$"--LlmPolicy:Upstreams:default:huggingface-upstream={Provider.Address}"];

        public override async ValueTask InitializeAsync()
        {
            Provider = await EchoProvider.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
