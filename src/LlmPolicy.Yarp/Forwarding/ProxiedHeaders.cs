using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Transforms;

namespace LlmPolicy.Gateway;

/// <summary>The headers of a request that YARP sends. Its own adding and removing knows which headers belong to the content, and where there is none.</summary>
internal sealed class ProxiedHeaders(HttpContext context, HttpRequestMessage request) : OutgoingHeaders(request)
{
    private readonly RequestTransformContext _transform = new() { HttpContext = context, ProxyRequest = request, HeadersCopied = true };

    public override void Remove(string name) => RequestTransform.RemoveHeader(_transform, name);

    protected override void AddLine(string name, string value) => RequestTransform.AddHeader(_transform, name, value);
}
