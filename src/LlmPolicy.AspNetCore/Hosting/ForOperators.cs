using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Hosting;

/// <summary>Marks an endpoint that is for operators alone, by the app's own authorization.</summary>
/// <param name="Does">What it shows or changes, in words.</param>
/// <param name="Mapped">The call that maps it.</param>
internal sealed record ForOperators(string Does, string Mapped)
{
    /// <summary>Whether an endpoint is for operators and yet asks for no authorization.</summary>
    public static bool IsOpenToAnybody(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ForOperators>() is not null
        && (endpoint.Metadata.GetMetadata<IAuthorizeData>() is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
}
