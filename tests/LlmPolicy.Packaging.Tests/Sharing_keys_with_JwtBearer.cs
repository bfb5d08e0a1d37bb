using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

[Collection(nameof(FreshApps))]
public sealed class Sharing_keys_with_JwtBearer(Sharing_keys_with_JwtBearer.App app) : IClassFixture<Sharing_keys_with_JwtBearer.App>
{
    [Theory]
    [InlineData("/staff/both", "alice")]
    [InlineData("/staff/policy", "served")]
    [InlineData("/bearer", "alice")]
    public async Task Both_take_a_token_of_the_issuer(string path, string body) =>
        (await app.AskAsync(path, app.Provider.Token())).ShouldBe(new Answer(200, body));

    [Theory]
    [InlineData("/staff/both")]
    [InlineData("/staff/policy")]
    [InlineData("/bearer")]
    public async Task Neither_takes_a_strangers(string path) =>
        (await app.AskAsync(path, OpenIdProvider.StrangersToken())).Status.ShouldBe(401);

    public sealed class App(FreshApps apps) : StartedApp(apps, "SharedKeys")
    {
        internal OpenIdProvider Provider { get; private set; } = null!;

        protected override IReadOnlyList<string> Arguments => ["--Authority", Provider.Address];

        public override async ValueTask InitializeAsync()
        {
            Provider = await OpenIdProvider.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
