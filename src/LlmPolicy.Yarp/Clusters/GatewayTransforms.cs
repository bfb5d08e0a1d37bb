using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace LlmPolicy.Gateway;

/// <summary>Switches off what YARP would change by itself: Envoy keeps Host and adds no X-Forwarded-For.</summary>
internal sealed class GatewayTransforms : ITransformProvider
{
    public void Apply(TransformBuilderContext context)
    {
        if (context.Route.RouteId == GatewayConfig.CatchAll)
        {
            context.AddOriginalHost(true);
            context.UseDefaultForwarders = false;
        }
    }

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }
}
