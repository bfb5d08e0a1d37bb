using System.Text;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmPolicy.Gateway;

/// <summary>A gateway whose one route has <c>retries</c>, and upstreams for it.</summary>
internal static class RetryGateway
{
    public const string Unavailable = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\nx-try: first\r\n\r\nbusy";

    public const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    public static RawUpstream Answering(params string[] answers)
    {
        int next = 0;
        return new RawUpstream((stream, _) => stream.WriteAsync(Encoding.Latin1.GetBytes(answers[next++])).AsTask());
    }

    public static Task<GatewayHost> StartAsync(
        IUpstreamDialer dialer, string options, string spec = "{hosts: [{addr: models.test, port: 80}]}", TimeProvider? time = null) =>
        GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream(spec: spec), Manifests.Secret("key", "Authorization", "Bearer hf_test")),
            dialer,
            proxy => proxy.Services.Replace(ServiceDescriptor.Singleton(time ?? TimeProvider.System)));
}
