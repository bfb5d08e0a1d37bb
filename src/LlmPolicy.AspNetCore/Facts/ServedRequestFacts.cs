using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Facts;

/// <summary>Finds out what the decision on a request of the server's asks for. Its body may take as long as the server lets it take.</summary>
internal sealed class ServedRequestFacts(HttpContext context, PolicyGeneration generation, TimeProvider time) : RequestFacts(generation, time)
{
    protected override ValueTask<BodyFact> ReadBodyAsync(long limit, CancellationToken cancellationToken) => RequestBody.Of(context).PeekAsync(limit, cancellationToken);
}
