using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>What a .NET team writes for the lab's policy without LlmPolicy.</summary>
internal static class Handmade
{
    private const string MayUseModel = "may-use-model";

    public static WebApplication Create(RoleOptions options)
    {
        WebApplicationBuilder builder = options.CreateBuilder();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt =>
        {
            jwt.MapInboundClaims = false;
            jwt.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = LabPolicy.Issuer,
                IssuerSigningKey = Key(),
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                ValidateAudience = false,
                RequireExpirationTime = false,
            };
        });
        builder.Services.AddAuthorizationBuilder().AddPolicy(
            MayUseModel, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => ModelClaim.Allows(context.User)));
        builder.Services.AddReverseProxy().LoadFromMemory([Route()], [Cluster(options.Upstream)]);
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapReverseProxy();
        return app;
    }

    private static RsaSecurityKey Key()
    {
        RSA key = RSA.Create();
        key.ImportFromPem(LabPolicy.KeyPem);
        return new RsaSecurityKey(key);
    }

    private static RouteConfig Route() => new RouteConfig
    {
        RouteId = "lab",
        ClusterId = "provider",
        AuthorizationPolicy = MayUseModel,
        Match = new RouteMatch { Path = LabRequest.Path, Methods = [HttpMethods.Post] },
    }
        .WithTransformPathSet(LabPolicy.ProviderPath)
        .WithTransformRequestHeader("Authorization", LabPolicy.ProviderAuthorization, append: false)
        .WithTransformRequestHeader("Content-Type", "application/json", append: false);

    private static ClusterConfig Cluster(Uri upstream) => new()
    {
        ClusterId = "provider",
        Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream.ToString() } },
    };
}
