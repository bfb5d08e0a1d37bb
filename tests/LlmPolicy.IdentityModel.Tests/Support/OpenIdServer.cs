using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace LlmPolicy.IdentityModel.Tests.Support;

/// <summary>An issuer on loopback: a discovery document, and the keys that it leads to.</summary>
internal sealed class OpenIdServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _discovered;
    private int _asked;
    private volatile string _keys = "{}";

    private OpenIdServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Answers in place of the discovery document.</summary>
    public RequestDelegate? Instead { private get; set; }

    /// <summary>How often the discovery document was asked for, and the keys.</summary>
    public (int Discovered, int Asked) Count => (Volatile.Read(ref _discovered), Volatile.Read(ref _asked));

    public static async Task<OpenIdServer> StartAsync(params SigningPair[] keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        OpenIdServer server = new(builder.Build());
        server.Publish(keys);
        server._app.MapGet("/.well-known/openid-configuration", server.DiscoverAsync);
        server._app.MapGet("/keys", server.KeysAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A configuration as an app keeps it, which refreshes once a second at most.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Configuration() =>
        new($"{Address}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = false })
        {
            RefreshInterval = TimeSpan.FromSeconds(1),
        };

    /// <summary>Publishes these keys and no others.</summary>
    public void Publish(params SigningPair[] keys) => PublishText($$"""{"keys":[{{string.Join(',', keys.Select(key => key.Jwk))}}]}""");

    public void PublishText(string keys) => _keys = keys;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task DiscoverAsync(HttpContext context)
    {
        Interlocked.Increment(ref _discovered);
        return Instead is { } instead ? instead(context)
            : context.Response.WriteAsync($$"""{"issuer":"{{SigningPair.Issuer}}","jwks_uri":"{{Address}}/keys"}""");
    }

    private Task KeysAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        return context.Response.WriteAsync(_keys);
    }
}
