namespace LlmPolicy.Assurance.Dependencies;

/// <summary>An app beside the gateway: what is sent to <c>calls.test</c> it sends on by a client of its own under the policy, and answers as it was answered.</summary>
internal sealed class OutgoingCalls : IStartupFilter
{
    /// <summary>Who is asked: the gateway, or the app.</summary>
    public static readonly string[] Both = ["plain", "calls"];

    /// <summary>A service whose one route the client is for.</summary>
    public static string Manifests { get; } = ManifestsWith("{}");

    /// <summary>The same with options of its host.</summary>
    public static string ManifestsWith(string options) => string.Join(
        "\n---\n",
        Policies.Service("plain", options, Policies.Route("/").Replace("- matchers", "- name: v1\n  matchers", StringComparison.Ordinal)),
        Policies.Upstream,
        Gateway.Manifests.Secret("key", "authorization", $"Bearer {Policies.ProviderKey}"));

    public static void AddTo(IServiceCollection services)
    {
        services.AddHttpClient("chat").AddLlmPolicy("default/plain:v1");
        services.AddSingleton<IStartupFilter, OutgoingCalls>();
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) => context.Request.Host.Host == "calls.test" ? CallAsync(context) : rest(context));
        next(app);
    };

    private static async Task CallAsync(HttpContext context)
    {
        using HttpRequestMessage call = new(new HttpMethod(context.Request.Method), $"http://plain.test{context.Request.Path}{context.Request.QueryString}");
        call.Headers.TryAddWithoutValidation("x-caller", context.Request.Headers["x-caller"].ToArray());
        using HttpResponseMessage answer = await context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient("chat")
            .SendAsync(call, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(line => line.Key is not ("Transfer-Encoding" or "Connection" or "Content-Length")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Response.Headers["x-phrase"] = answer.ReasonPhrase;
        context.Response.Headers.Connection = "close";
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
