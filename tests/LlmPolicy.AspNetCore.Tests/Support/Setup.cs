namespace LlmPolicy.AspNetCore.Tests.Support;

internal sealed record Setup
{
    public string Environment { get; init; } = "Production";

    public string ContentRoot { get; init; } = AppContext.BaseDirectory;

    public Dictionary<string, string?> Configuration { get; init; } = [];

    public Action<WebApplicationBuilder> Services { get; init; } = builder => builder.AddLlmPolicy();

    public Action<WebApplication> Pipeline { get; init; } = app => app.UseLlmPolicy();
}
