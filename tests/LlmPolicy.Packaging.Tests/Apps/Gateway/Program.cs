var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddReverseProxy().LoadFromLlmPolicy();

var app = builder.Build();
app.MapLlmPolicy();
app.Run();
