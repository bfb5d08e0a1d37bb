using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Testing;

/// <summary>An app that a test writes itself, in a WebApplicationFactory.</summary>
internal sealed class TestedApp(Action<IServiceCollection> services, Action<IApplicationBuilder> pipeline, string environment = "Development")
    : WebApplicationFactory<TestedApp>
{
    protected override IHostBuilder CreateHostBuilder() => new HostBuilder().ConfigureWebHost(web => web
        .UseEnvironment(environment)
        .ConfigureLogging(logging => logging.ClearProviders())
        .ConfigureServices(services)
        .Configure(pipeline));

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseContentRoot(AppContext.BaseDirectory);
}
