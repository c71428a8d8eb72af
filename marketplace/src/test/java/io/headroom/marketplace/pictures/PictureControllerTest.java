package io.headroom.marketplace.pictures;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class PictureControllerTest {

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new PictureController()).build();

    @Test
    void aPictureIsSvgThatBrowsersKeepForAYear() throws Exception {
        mvc.perform(get("/pictures/mug-teal-3f2a.svg"))
                .andExpect(status().isOk())
                .andExpect(content().contentType("image/svg+xml"))
                .andExpect(header().string("ETag", "\"mug-teal-3f2a\""))
                .andExpect(header().string("Cache-Control", "max-age=31536000, public, immutable"));
    }

    @Test
    void aKnownPictureIsNotSentAgain() throws Exception {
        mvc.perform(get("/pictures/mug-teal-3f2a.svg").header("If-None-Match", "\"mug-teal-3f2a\""))
                .andExpect(status().isNotModified())
                .andExpect(content().string(""));
    }

    @Test
    void anUnknownPictureIsNotFound() throws Exception {
        mvc.perform(get("/pictures/cup-teal-3f2a.svg")).andExpect(status().isNotFound());
        mvc.perform(get("/pictures/mug-teal-xyz.svg")).andExpect(status().isNotFound());
    }
}
