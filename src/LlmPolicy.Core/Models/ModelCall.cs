using LlmPolicy.Exchanges;

namespace LlmPolicy.Models;

/// <summary>What goes upstream by now, and the models that it asks for: read once, however many rules ask.</summary>
internal sealed class ModelCall(ModelRequest request)
{
    private ModelResolution? _models;

    public ModelRequest Request { get; } = request;

    public ModelResolution Models => _models ??= ModelResolver.Resolve(Request);

    /// <summary>The call; null where the route sends nothing on.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="bodyLimit">The most bytes that a compressed body may open to.</param>
    public static ModelCall? Of(Exchange exchange, int bodyLimit)
    {
        if (exchange.OutgoingTarget is not { } target)
        {
            return null;
        }

        if (exchange.Reading<ModelCall>() is not { } call || call.Request.BodyLimit != bodyLimit)
        {
            int query = target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? at : target.Length;
            var body = exchange.OutgoingBody is { } sent ? BodyFact.Whole(sent) : exchange.Facts.Body;
            call = new ModelCall(new ModelRequest(exchange.Request.Method, target[..query], target[query..], exchange.Headers.Fields, body) { BodyLimit = bodyLimit });
            exchange.Keep(call);
        }

        return call;
    }
}
